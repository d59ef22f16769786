//! Pictures from outside: read within bounds, turned the right way up, and written anew in the sizes that are needed,
//! without the place, time and camera that photos carry.

use crate::{Error, Result};
use domain::form::FieldError;
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageReader, ImageResult, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};
use std::{io::Cursor, num::NonZero, sync::LazyLock, thread};
use tokio::sync::Semaphore;

/// What one picture may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub max_bytes: usize,
    /// The longest side, in pixels: a small file can claim to be enormous.
    pub max_side: u32,
    /// The largest picture once it is decoded, in bytes. While it is read a decoder may hold three times as much.
    pub max_memory: u64,
}

impl Limits {
    /// What people may send: 5 MB, and what today's phones take.
    pub const UPLOAD: Self =
        Self { max_bytes: 5 * 1024 * 1024, max_side: 8_000, max_memory: 96 * 1024 * 1024 };
}

/// One picture per processor at a time: a thousand that arrive together wait for their turn and take the memory of a few.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(1, NonZero::get)));

/// Does `job`, which reads, shrinks or writes pictures, off the threads that answer requests and when it is its turn.
///
/// # Errors
/// What `job` returns.
pub async fn work<T: Send + 'static>(job: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(Error::internal)?;
    let job = move || {
        // The turn ends with the work, also when nobody waits for it any more.
        let _turn = turn;
        job()
    };
    tokio::task::spawn_blocking(job).await.map_err(Error::internal)?
}

/// Reads a JPEG, PNG or WebP and turns it as its EXIF data says (EXIF 2.32, tag 0x0112). Costly: call it in [`work`].
///
/// # Errors
/// At `field`: `err_picture_large` for too many bytes, `err_picture_pixels` for too many pixels, `err_picture` for what
/// is no such picture.
pub fn read(bytes: &[u8], limits: &Limits, field: &str) -> Result<DynamicImage> {
    if bytes.len() > limits.max_bytes {
        let error = FieldError::new(field, "err_picture_large").arg("max", limits.max_bytes / 1_048_576);
        return Err(Error::field(error));
    }
    decode(bytes, limits).map_err(|error| {
        tracing::debug!(%error, "a picture was refused");
        let key = if matches!(error, ImageError::Limits(_)) { "err_picture_pixels" } else { "err_picture" };
        Error::field(FieldError::new(field, key))
    })
}

fn decode(bytes: &[u8], limits: &Limits) -> ImageResult<DynamicImage> {
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(limits.max_side);
    bounds.max_image_height = Some(limits.max_side);
    bounds.max_alloc = Some(limits.max_memory);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.limits(bounds.clone());
    let mut decoder = reader.into_decoder()?;
    // Not every decoder counts the picture itself.
    bounds.reserve(decoder.total_bytes())?;
    // Broken EXIF data is no reason to refuse a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The middle of a picture, as high as wide.
pub fn square(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    picture.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

/// Writes a picture as a JPEG whose longer side is at most `longest` pixels; smaller ones keep their size, and what is
/// transparent becomes white. `quality` goes from 1 to 100. The file holds pixels only.
///
/// # Errors
/// When the encoder fails, which is ours to mend.
pub fn jpeg(picture: &DynamicImage, longest: u32, quality: u8) -> Result<Vec<u8>> {
    let small = shrunk(picture, longest);
    let mut file = Vec::new();
    opaque(small.as_ref().unwrap_or(picture))
        .write_with_encoder(JpegEncoder::new_with_quality(&mut file, quality))
        .map_err(Error::internal)?;
    Ok(file)
}

/// The picture with a longer side of at most `longest` pixels, as [`jpeg`] would write it: where several sizes are wanted,
/// the smaller ones are quicker made from the largest than each from a photo of twelve million pixels.
pub fn shrink(picture: DynamicImage, longest: u32) -> DynamicImage {
    shrunk(&picture, longest).unwrap_or(picture)
}

fn shrunk(picture: &DynamicImage, longest: u32) -> Option<DynamicImage> {
    let longest = longest.max(1);
    let side = picture.width().max(picture.height());
    // The good filter is slow and holds sixteen bytes per pixel of what it is given. From twice the size on the quick one,
    // which averages, looks the same.
    if side >= longest.saturating_mul(2) {
        return Some(picture.thumbnail(longest, longest));
    }
    (side > longest).then(|| picture.resize(longest, longest, FilterType::Triangle))
}

/// The picture on white paper, in three colours of eight bits.
fn opaque(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8().into();
    }
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut paper, &picture.to_rgba8(), 0, 0);
    DynamicImage::from(paper).to_rgb8().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    const RED: Rgb<u8> = Rgb([255, 0, 0]);
    const BLUE: Rgb<u8> = Rgb([0, 0, 255]);

    fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.into().write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    /// Red on the left, blue on the right.
    fn two_colours(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { RED } else { BLUE })
    }

    /// Puts a segment behind a JPEG's first marker (ITU-T T.81, B.1.1.4).
    fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, marker], &length, content, &jpeg[2..]].concat()
    }

    /// A JPEG whose EXIF data says how it is to be turned, and a comment.
    fn photo(orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        let plain = file(two_colours(64, 32), ImageFormat::Jpeg);
        with_segment(&with_segment(&plain, 0xE1, &exif), 0xFE, b"taken at 48.8584 N 2.2945 E")
    }

    /// A PNG that claims these sides, with the check sum that the format asks for (W3C PNG, 5.5 and annex D).
    fn claiming(width: u32, height: u32) -> Vec<u8> {
        let mut png = file(RgbImage::new(2, 2), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = !png[12..29].iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)))
        });
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        png
    }

    fn refusal(bytes: &[u8], limits: &Limits) -> String {
        match read(bytes, limits, "photo") {
            Err(Error::Fields(errors)) => {
                assert_eq!(errors[0].field, "photo");
                errors[0].key.clone()
            }
            other => panic!("{other:?}"),
        }
    }

    fn near(found: Rgb<u8>, wanted: Rgb<u8>) -> bool {
        found.0.iter().zip(wanted.0).all(|(found, wanted)| found.abs_diff(wanted) < 40)
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let jpeg = file(two_colours(64, 32), ImageFormat::Jpeg);
        let texts = [&b""[..], b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\n", &jpeg[..20]];
        for bytes in texts {
            assert_eq!(refusal(bytes, &Limits::UPLOAD), "err_picture", "{bytes:?}");
        }
    }

    #[test]
    fn a_file_of_too_many_bytes_is_refused_before_it_is_read() {
        let jpeg = file(two_colours(64, 32), ImageFormat::Jpeg);
        let exact = Limits { max_bytes: jpeg.len(), ..Limits::UPLOAD };
        assert!(read(&jpeg, &exact, "photo").is_ok());
        assert_eq!(refusal(&jpeg, &Limits { max_bytes: jpeg.len() - 1, ..exact }), "err_picture_large");
    }

    #[test]
    fn a_small_file_that_claims_to_be_enormous_is_refused() {
        assert_eq!(refusal(&claiming(2, 30_000), &Limits::UPLOAD), "err_picture_pixels");
        assert_eq!(
            refusal(&claiming(8_000, 8_000), &Limits::UPLOAD),
            "err_picture_pixels",
            "the memory counts"
        );
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let bytes = file(two_colours(64, 32), format);
            assert!(read(&bytes, &Limits::UPLOAD, "photo").is_ok());
            let narrow = Limits { max_side: 63, ..Limits::UPLOAD };
            assert_eq!(refusal(&bytes, &narrow), "err_picture_pixels", "{format:?}");
            let little = Limits { max_memory: 64 * 32 * 3 - 1, ..Limits::UPLOAD };
            assert_eq!(refusal(&bytes, &little), "err_picture_pixels", "{format:?}");
        }
    }

    #[test]
    fn a_photo_is_turned_the_way_it_was_held() {
        // EXIF 2.32, tag 0x0112: 1 as it is, 3 upside down, 6 and 8 on its sides.
        for (orientation, (width, height), (x, y)) in
            [(1, (64, 32), (8, 16)), (3, (64, 32), (56, 16)), (6, (32, 64), (16, 8)), (8, (32, 64), (16, 56))]
        {
            let picture = read(&photo(orientation), &Limits::UPLOAD, "photo").unwrap().to_rgb8();
            assert_eq!(picture.dimensions(), (width, height), "{orientation}");
            assert!(near(*picture.get_pixel(x, y), RED), "{orientation}");
            assert!(near(*picture.get_pixel(width - 1 - x, height - 1 - y), BLUE), "{orientation}");
        }
    }

    #[test]
    fn what_photos_carry_is_gone() {
        let contains = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        let before = photo(6);
        let after = jpeg(&read(&before, &Limits::UPLOAD, "photo").unwrap(), 64, 85).unwrap();
        for text in [&b"Exif"[..], b"48.8584"] {
            assert!(contains(&before, text) && !contains(&after, text), "{text:?}");
        }
        let again = read(&after, &Limits::UPLOAD, "photo").unwrap();
        assert_eq!((again.width(), again.height()), (32, 64), "turned once, not twice");
    }

    #[test]
    fn a_picture_gets_smaller_and_never_larger() {
        for ((width, height), longest, wanted) in [
            ((800, 400), 200, (200, 100)),
            ((300, 600), 400, (200, 400)),
            ((40, 20), 200, (40, 20)),
            ((3_000, 1), 10, (10, 1)),
        ] {
            let small = jpeg(&two_colours(width, height).into(), longest, 85).unwrap();
            let small = image::load_from_memory_with_format(&small, ImageFormat::Jpeg).unwrap();
            assert_eq!((small.width(), small.height()), wanted);
        }
    }

    #[test]
    fn a_square_is_the_middle_and_what_is_transparent_is_white() {
        let middle = square(&two_colours(100, 20).into()).to_rgb8();
        assert_eq!(middle.dimensions(), (20, 20));
        assert!(near(*middle.get_pixel(0, 0), RED) && near(*middle.get_pixel(19, 19), BLUE));
        let clear = jpeg(&RgbaImage::new(16, 16).into(), 16, 85).unwrap();
        let clear = image::load_from_memory(&clear).unwrap().to_rgb8();
        assert!(near(*clear.get_pixel(8, 8), Rgb([255; 3])));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_pictures_are_worked_on_at_once_than_there_are_processors() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs = (0..40).map(|index| {
            let (now, most) = (now.clone(), most.clone());
            let job = tokio::spawn(work(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(5));
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }));
            (index, job)
        });
        for (index, job) in jobs.collect::<Vec<_>>() {
            if index % 4 == 0 {
                // Somebody who hangs up must not make room for the next while the work still goes on.
                tokio::time::sleep(Duration::from_millis(1)).await;
                job.abort();
            } else {
                job.await.unwrap().unwrap();
            }
        }
        let processors = thread::available_parallelism().unwrap().get();
        assert!((1..=processors).contains(&most.load(Ordering::SeqCst)));
    }
}
