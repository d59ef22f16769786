//! Files made byte by byte from the formats' descriptions.

use super::*;
use proptest::prelude::*;

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [size.as_slice(), name, content].concat()
}

fn brand(name: &[u8; 4]) -> Vec<u8> {
    boxed(b"ftyp", &[name.as_slice(), &[0; 4], b"isom"].concat())
}

/// A movie header of version 0 with a time scale of 600.
fn movie(seconds: u32) -> Vec<u8> {
    let mut header = vec![0; 12];
    header.extend(600_u32.to_be_bytes());
    header.extend((seconds * 600).to_be_bytes());
    header.extend([0; 80]);
    boxed(b"mvhd", &header)
}

/// As phones write it: pictures first, what describes them last.
fn mp4(seconds: u32) -> Vec<u8> {
    let film = boxed(b"moov", &[boxed(b"udta", b"Leith"), movie(seconds)].concat());
    [brand(b"mp42"), boxed(b"mdat", &[7; 5_000]), film].concat()
}

fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let size = (u64::try_from(content.len()).unwrap() | (1 << 56)).to_be_bytes();
    [id, &size, content].concat()
}

fn webm(duration: Option<f64>) -> Vec<u8> {
    let mut info = element(&[0x2A, 0xD7, 0xB1], &1_000_000_u32.to_be_bytes());
    if let Some(seconds) = duration {
        info.extend(element(&[0x44, 0x89], &(seconds * 1_000.0).to_be_bytes()));
    }
    let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
    let void = element(&[0xEC], &[0; 40]);
    let info = element(&[0x15, 0x49, 0xA9, 0x66], &info);
    let cluster = element(&[0x1F, 0x43, 0xB6, 0x75], &[7; 3_000]);
    // A live recorder does not know how long the segment gets.
    [head, vec![0x18, 0x53, 0x80, 0x67, 0x01], vec![0xFF; 7], void, info, cluster].concat()
}

fn look(file: &[u8], piece: usize) -> Result<Seen, Refusal> {
    let mut probe = Probe::default();
    for piece in file.chunks(piece) {
        probe.pass(&Bytes::copy_from_slice(piece))?;
    }
    probe.end()
}

fn whole(file: &[u8]) -> Result<Seen, Refusal> {
    look(file, usize::MAX)
}

fn seen(kind: Kind, file: &[u8], length_ms: Option<u64>) -> Result<Seen, Refusal> {
    Ok(Seen { kind, bytes: file.len() as u64, length_ms })
}

#[test]
fn each_kind_is_known_by_its_content_with_its_length() {
    let file = mp4(12);
    assert_eq!(whole(&file), seen(Kind::Mp4, &file, Some(12_000)));
    let iphone = [brand(b"qt  "), boxed(b"moov", &movie(3)), boxed(b"mdat", &[1; 99])].concat();
    assert_eq!(whole(&iphone), seen(Kind::QuickTime, &iphone, Some(3_000)));
    let recorded = webm(Some(2.5));
    assert_eq!(whole(&recorded), seen(Kind::WebM, &recorded, Some(2_500)));
    let streamed = webm(None);
    assert_eq!(whole(&streamed), seen(Kind::WebM, &streamed, None));
}

#[test]
fn a_film_in_fragments_and_a_header_of_version_1_are_read() {
    let fragmented = [brand(b"iso5"), boxed(b"moov", &movie(0))].concat();
    assert_eq!(whole(&fragmented).unwrap().length_ms, None);
    let mut header = vec![1, 0, 0, 0];
    header.extend([0; 16]);
    header.extend(90_000_u32.to_be_bytes());
    header.extend((90_000_u64 * 7).to_be_bytes());
    let long = [brand(b"isom"), boxed(b"moov", &boxed(b"mvhd", &header))].concat();
    assert_eq!(whole(&long).unwrap().length_ms, Some(7_000));
}

#[test]
fn a_large_box_and_one_to_the_end_are_passed_over() {
    let large = [1_u32.to_be_bytes().as_slice(), b"mdat", &26_u64.to_be_bytes(), &[9; 10]].concat();
    let file = [brand(b"isom"), large, boxed(b"moov", &movie(1))].concat();
    assert_eq!(whole(&file).unwrap().length_ms, Some(1_000));
    let open = [0_u32.to_be_bytes().as_slice(), b"mdat", &[9; 100]].concat();
    let known = [brand(b"isom"), boxed(b"moov", &movie(1)), open.clone()].concat();
    assert_eq!(whole(&known).unwrap().length_ms, Some(1_000));
    assert_eq!(whole(&[brand(b"isom"), open].concat()), Err(Refusal::NoVideo), "nothing says what it is");
}

#[test]
fn a_minute_is_taken_and_more_is_refused() {
    assert_eq!(whole(&mp4(60)).unwrap().length_ms, Some(60_000));
    assert_eq!(whole(&mp4(61)), Err(Refusal::TooLong));
    assert!(whole(&webm(Some(60.9))).is_ok());
    assert_eq!(whole(&webm(Some(61.0))), Err(Refusal::TooLong));
    assert_eq!(whole(&webm(Some(f64::INFINITY))), Err(Refusal::TooLong));
    assert_eq!(whole(&webm(Some(f64::NAN))).unwrap().length_ms, None);
}

#[test]
fn what_is_no_video_is_refused() {
    let mut mkv = webm(None);
    let at = mkv.windows(4).position(|part| part == b"webm").unwrap();
    mkv[at..at + 4].copy_from_slice(b"mkvx");
    let tiny = [brand(b"isom"), boxed(b"moov", &boxed(b"mvhd", &[0; 20]))].concat();
    let outside = [brand(b"isom"), boxed(b"moov", &boxed(b"trak", &[0; 8])[..12])].concat();
    let texts: [&[u8]; 9] = [
        b"",
        b"<svg onload=alert(1)></svg>",
        b"\xFF\xD8\xFF\xE0 a picture",
        &[brand(b"heic"), boxed(b"moov", &movie(1))].concat(),
        &[brand(b"M4A "), boxed(b"moov", &movie(1))].concat(),
        &mkv,
        &tiny,
        &outside,
        &mp4(5)[..5_030],
    ];
    for file in texts {
        assert_eq!(
            whole(file),
            Err(Refusal::NoVideo),
            "{:?}",
            String::from_utf8_lossy(&file[..file.len().min(40)])
        );
    }
}

#[test]
fn a_video_that_grows_too_large_is_refused_while_it_passes() {
    let mut probe = Probe::default();
    probe.pass(&mp4(5).into()).unwrap();
    let piece = Bytes::from(vec![0; 1024 * 1024]);
    let refused = (0..31).find_map(|count| probe.pass(&piece).err().map(|refusal| (count, refusal)));
    assert_eq!(refused, Some((29, Refusal::TooLarge)));
}

proptest! {
    #[test]
    fn it_does_not_matter_how_the_network_cuts_a_video(cut in 1_usize..6_000, seconds in 1_u32..60, kind in 0..2) {
        let file = if kind == 0 { mp4(seconds) } else { webm(Some(f64::from(seconds))) };
        prop_assert_eq!(look(&file, cut), whole(&file));
    }

    #[test]
    fn no_bytes_make_the_reader_fail_or_hold_much(
        start in prop_oneof![Just(brand(b"isom")), Just(webm(None)[..40].to_vec()), Just(Vec::new())],
        bytes in proptest::collection::vec(any::<u8>(), 0..3_000),
        cut in 1_usize..500,
    ) {
        let mut probe = Probe::default();
        for piece in [start, bytes].concat().chunks(cut) {
            if probe.pass(&Bytes::copy_from_slice(piece)).is_err() {
                break;
            }
            prop_assert!(probe.held.len() as u64 <= MAX_TAKE);
        }
        let _ = probe.end();
    }
}
