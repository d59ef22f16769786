use super::*;
use crate::pictures::{self, Limits};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};
use proptest::prelude::*;
use rxing::{BarcodeFormat, MultiFormatWriter, Writer as _};
use std::io::Cursor;

const VIN: &str = "1HGCM82633A004352";
const FORMATS: [BarcodeFormat; 4] =
    [BarcodeFormat::CODE_39, BarcodeFormat::CODE_128, BarcodeFormat::DATA_MATRIX, BarcodeFormat::QR_CODE];

/// A label with the code of `text`, in the middle of a grey photo.
fn label(text: &str, format: BarcodeFormat) -> GrayImage {
    let square = matches!(format, BarcodeFormat::DATA_MATRIX | BarcodeFormat::QR_CODE);
    let (width, height) = if square { (240, 240) } else { (900, 120) };
    let code = MultiFormatWriter.encode(text, &format, width, height).unwrap();
    let (width, height) = (code.getWidth(), code.getHeight());
    // Some writers draw a module per pixel however much room there is.
    let scale = if width < 100 { 6 } else { 1 };
    let mut photo = GrayImage::from_pixel(1_000, 700, Luma([150]));
    let (left, top) = ((1_000 - width * scale) / 2, (700 - height * scale) / 2);
    for y in 0..height * scale + 60 {
        for x in 0..width * scale + 60 {
            let dark = x >= 30
                && y >= 30
                && (x - 30) / scale < width
                && (y - 30) / scale < height
                && code.get((x - 30) / scale, (y - 30) / scale);
            photo.put_pixel(left + x - 30, top + y - 30, Luma([if dark { 25 } else { 235 }]));
        }
    }
    photo
}

/// The photo turned by so many degrees around its middle, as cameras see it: between pixels, and on the same grey.
fn turned(photo: &GrayImage, degrees: f32) -> GrayImage {
    let side = 1_240_u32;
    let (sin, cos) = degrees.to_radians().sin_cos();
    GrayImage::from_fn(side, side, |x, y| {
        let (dx, dy) = (x as f32 - 620.0, y as f32 - 620.0);
        let (x, y) = (cos * dx + sin * dy + 500.0, cos * dy - sin * dx + 350.0);
        if x < 0.0 || y < 0.0 {
            return Luma([150]);
        }
        imageops::interpolate_bilinear(photo, x, y).unwrap_or(Luma([150]))
    })
}

/// Speckles of up to `strength` steps, always the same.
fn noisy(mut photo: GrayImage, strength: i16) -> GrayImage {
    let mut seed = 7_u32;
    for pixel in photo.pixels_mut() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let speckle = (seed >> 16) as i16 % (2 * strength + 1) - strength;
        pixel.0[0] = (i16::from(pixel.0[0]) + speckle).clamp(0, 255) as u8;
    }
    photo
}

fn said(photo: GrayImage) -> Reading<String> {
    read(&photo.into(), |text| Some(text.to_owned()))
}

fn means(text: &str) -> Reading<String> {
    Reading::Means(text.to_owned())
}

#[test]
fn every_kind_of_code_is_read_straight_on_its_side_and_upside_down() {
    for format in FORMATS {
        let photo = label(VIN, format);
        assert_eq!(said(photo.clone()), means(VIN), "{format}");
        assert_eq!(said(imageops::rotate90(&photo)), means(VIN), "{format} on its side");
        assert_eq!(said(imageops::rotate180(&photo)), means(VIN), "{format} upside down");
    }
}

#[test]
fn a_photo_held_at_a_slant_is_read() {
    for format in FORMATS {
        for degrees in [7.0, -18.0, 80.0] {
            assert_eq!(said(turned(&label(VIN, format), degrees)), means(VIN), "{format} at {degrees}°");
        }
    }
}

#[test]
fn a_noisy_photo_is_read() {
    for (format, strength) in FORMATS.into_iter().zip([50, 50, 30, 30]) {
        assert_eq!(said(noisy(label(VIN, format), strength)), means(VIN), "{format}");
        assert_eq!(said(noisy(turned(&label(VIN, format), 11.0), 30)), means(VIN), "{format} at a slant");
    }
}

#[test]
fn a_large_photo_and_a_light_code_on_dark_ground_are_read() {
    for format in [BarcodeFormat::CODE_39, BarcodeFormat::DATA_MATRIX] {
        let large = imageops::resize(&label(VIN, format), 3_000, 2_100, imageops::FilterType::Nearest);
        assert_eq!(said(noisy(large, 60)), means(VIN), "{format}, large");
        let mut etched = label(VIN, format);
        imageops::invert(&mut etched);
        assert_eq!(said(etched), means(VIN), "{format}, etched");
    }
}

#[test]
fn a_code_that_means_nothing_does_not_hide_one_of_another_kind() {
    let mut photo = GrayImage::from_pixel(1_000, 1_400, Luma([150]));
    imageops::replace(&mut photo, &label("4006381333931", BarcodeFormat::CODE_128), 0, 0);
    imageops::replace(&mut photo, &label(VIN, BarcodeFormat::CODE_39), 0, 700);
    let reading = read(&photo.into(), |text| (text == VIN).then(|| text.to_owned()));
    assert_eq!(reading, means(VIN));
}

#[test]
fn a_picture_without_a_code_says_nothing_and_a_foreign_code_means_nothing() {
    let plain = GrayImage::from_pixel(1_000, 800, Luma([128]));
    assert_eq!(said(plain.clone()), Reading::Nothing);
    assert_eq!(said(noisy(plain, 100)), Reading::Nothing);
    for (width, height) in [(1, 1), (2, 900), (900, 2)] {
        assert_eq!(said(GrayImage::new(width, height)), Reading::Nothing);
    }
    let foreign = label("4006381333931", BarcodeFormat::CODE_128);
    assert_eq!(read(&foreign.into(), |_| None::<()>), Reading::Foreign);
}

#[test]
fn a_large_picture_full_of_bars_is_done_with() {
    let (width, height) = (3_000, 1_500);
    let stripes =
        GrayImage::from_fn(width, height, |x, y| Luma([if (x / 3 + y / 7) % 2 == 0 { 20 } else { 230 }]));
    assert_ne!(read(&stripes.into(), |_| None::<()>), Reading::Means(()));
}

#[test]
fn a_drawn_code_is_read_back_also_smudged() {
    let text = "https://garage.example/console/quay/work/0199c0de-0000-7000-8000-000000000000";
    let drawing = qr(text).unwrap();
    let mut photo = printed(&drawing, 10);
    assert_eq!(said(photo.clone()), means(text));
    let middle = photo.width() / 2;
    for y in 0..60 {
        for x in 0..60 {
            photo.put_pixel(middle - 30 + x, middle - 30 + y, Luma([40]));
        }
    }
    assert_eq!(said(photo), means(text));
    assert!(qr("").is_err());
    assert!(qr(&"x".repeat(5_000)).is_err());
}

/// The drawing's path on white paper, `scale` pixels per module: `M{x} {y}h{run}v1h-{run}z` again and again.
fn printed(drawing: &Drawing, scale: u32) -> GrayImage {
    let side = drawing.size * scale;
    let mut paper = GrayImage::from_pixel(side, side, Luma([255]));
    for run in drawing.path.split('M').filter(|part| !part.is_empty()) {
        let (start, rest) = run.split_once('h').unwrap();
        let (x, y) = start.split_once(' ').unwrap();
        let length: u32 = rest.split_once('v').unwrap().0.parse().unwrap();
        let (x, y): (u32, u32) = (x.parse().unwrap(), y.parse().unwrap());
        for down in 0..scale {
            for right in 0..length * scale {
                paper.put_pixel(x * scale + right, y * scale + down, Luma([0]));
            }
        }
    }
    paper
}

#[test]
fn a_file_that_claims_to_be_enormous_never_gets_to_the_reader() {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(label(VIN, BarcodeFormat::QR_CODE)).write_to(&mut file, ImageFormat::Png).unwrap();
    let png = file.into_inner();
    assert!(pictures::read(&png, &Limits::UPLOAD, "photo").is_ok());
    let narrow = Limits { max_side: 900, ..Limits::UPLOAD };
    assert!(pictures::read(&png, &narrow, "photo").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn no_picture_makes_reading_fail(width in 1_u32..120, height in 1_u32..120, pixels in proptest::collection::vec(any::<u8>(), 120 * 120)) {
        let photo = GrayImage::from_fn(width, height, |x, y| Luma([pixels[(y * 120 + x) as usize]]));
        let _ = said(photo);
    }

    #[test]
    fn every_address_is_drawn_so_that_it_is_read_back(text in "[ -~]{1,120}") {
        prop_assume!(!text.trim().is_empty());
        prop_assert_eq!(said(printed(&qr(&text).unwrap(), 5)), Reading::Means(text));
    }
}
