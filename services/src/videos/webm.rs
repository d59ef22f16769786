//! The elements of WebM files (EBML, RFC 8794; Matroska, RFC 9559), as far as what the segment says of itself.

use super::{MAX_TAKE, Refusal, Step, Told, number};
use std::time::Duration;

/// The element that every EBML file starts with (RFC 8794, section 11.2.1).
const EBML: u64 = 0x1A45_DFA3;
/// What kind of EBML file it is (RFC 8794, section 11.2.7).
const DOC_TYPE: u64 = 0x4282;
/// Everything else (RFC 9559, section 5.1).
const SEGMENT: u64 = 0x1853_8067;
/// What the segment says of itself.
const INFO: u64 = 0x1549_A966;
/// Pictures and sound: what describes them stands before.
const CLUSTER: u64 = 0x1F43_B675;
/// How many nanoseconds a tick has, and how many it has unless said otherwise.
const SCALE: u64 = 0x002A_D7B1;
const USUAL_SCALE: u64 = 1_000_000;
/// How many ticks the segment lasts: a float.
const DURATION: u64 = 0x4489;
/// The longest id and the longest size, in bytes (RFC 8794, sections 5 and 6).
const ID_MAX: usize = 4;
const SIZE_MAX: usize = 8;

/// What stands next in the file.
#[derive(Clone, Copy, Debug)]
enum At {
    /// The content of the EBML header.
    Ebml,
    /// The header of an element, of which this much is held.
    Header,
    /// The content of the segment's information.
    Info,
}

/// Reads the elements.
#[derive(Debug)]
pub(super) struct Reader {
    at: At,
    /// What is known of the header of the next element: it says byte by byte how long it is.
    header: Vec<u8>,
    in_segment: bool,
    told: Told,
}

impl Reader {
    /// A reader behind the first bytes of the EBML header, which has to start here.
    pub(super) fn begin(start: &[u8]) -> Result<(Self, Step), Refusal> {
        let Some((EBML, size, length)) = element(start)? else { return Err(Refusal::NoVideo) };
        let size = size.filter(|size| *size <= MAX_TAKE).ok_or(Refusal::NoVideo)?;
        let begun = start.get(length..).unwrap_or_default();
        // The shortest header of a WebM file is longer than what tells it from other kinds.
        let missing =
            size.checked_sub(u64::try_from(begun.len()).unwrap_or(u64::MAX)).ok_or(Refusal::NoVideo)?;
        let reader = Self { at: At::Ebml, header: begun.to_vec(), in_segment: false, told: Told::Nothing };
        Ok((reader, Step::Next { skip: 0, take: missing }))
    }

    pub(super) fn told(&self) -> Told {
        self.told
    }

    pub(super) fn read(&mut self, shown: &[u8]) -> Result<Step, Refusal> {
        match self.at {
            At::Ebml => {
                let mut content = std::mem::take(&mut self.header);
                content.extend_from_slice(shown);
                let doc_type = child(&content, DOC_TYPE).unwrap_or_default();
                let name = doc_type.split(|byte| *byte == 0).next().unwrap_or_default();
                if name != b"webm" {
                    return Err(Refusal::NoVideo);
                }
                Ok(self.next(0))
            }
            At::Header => {
                self.header.extend_from_slice(shown);
                match element(&self.header)? {
                    Some((id, size, _)) => self.pass(id, size),
                    None => Ok(Step::Next { skip: 0, take: 1 }),
                }
            }
            At::Info => {
                self.told = length(shown);
                Ok(Step::Rest)
            }
        }
    }

    /// Goes into the segment, looks at its information, passes over every other element.
    fn pass(&mut self, id: u64, size: Option<u64>) -> Result<Step, Refusal> {
        match (id, size) {
            (SEGMENT, _) if !self.in_segment => {
                self.in_segment = true;
                Ok(self.next(0))
            }
            (INFO, Some(take)) if self.in_segment && take <= MAX_TAKE => {
                self.at = At::Info;
                Ok(Step::Next { skip: 0, take })
            }
            (CLUSTER, _) if self.in_segment => {
                self.told = Told::NoLength;
                Ok(Step::Rest)
            }
            (_, Some(skip)) => Ok(self.next(skip)),
            (_, None) => Err(Refusal::NoVideo),
        }
    }

    fn next(&mut self, skip: u64) -> Step {
        self.at = At::Header;
        self.header.clear();
        Step::Next { skip, take: 1 }
    }
}

/// The id, the size and the length of the header of the element that starts here; the size is `None` when it is not known,
/// the whole when more bytes are needed.
fn element(bytes: &[u8]) -> Result<Option<(u64, Option<u64>, usize)>, Refusal> {
    let Some(first) = bytes.first() else { return Ok(None) };
    let id_length = width(*first, ID_MAX)?;
    let Some(second) = bytes.get(id_length) else { return Ok(None) };
    let size_length = width(*second, SIZE_MAX)?;
    let end = id_length + size_length;
    let (Some(id), Some(size)) = (bytes.get(..id_length), bytes.get(id_length..end)) else { return Ok(None) };
    // The first one of a size marks its length (RFC 8794, section 4); a size of ones is not known (section 6.2).
    let ones = (1_u64 << (7 * size_length)) - 1;
    let size = number(size) & ones;
    Ok(Some((number(id), (size != ones).then_some(size), end)))
}

/// How many bytes a number has that starts with this byte (RFC 8794, section 4).
fn width(first: u8, max: usize) -> Result<usize, Refusal> {
    let width = usize::try_from(first.leading_zeros()).unwrap_or(usize::MAX).saturating_add(1);
    if width <= max { Ok(width) } else { Err(Refusal::NoVideo) }
}

/// The content of the first element `wanted` of these.
fn child(mut bytes: &[u8], wanted: u64) -> Option<&[u8]> {
    while let Ok(Some((id, Some(size), length))) = element(bytes) {
        let end = length.checked_add(usize::try_from(size).ok()?)?;
        let content = bytes.get(length..end)?;
        if id == wanted {
            return Some(content);
        }
        bytes = bytes.get(end..)?;
    }
    None
}

/// The length in the information of a segment; recorders that stream cannot know it.
fn length(info: &[u8]) -> Told {
    let scale = child(info, SCALE).map_or(USUAL_SCALE, number);
    let ticks = child(info, DURATION).and_then(|bytes| match *bytes {
        [a, b, c, d] => Some(f64::from(f32::from_be_bytes([a, b, c, d]))),
        [a, b, c, d, e, f, g, h] => Some(f64::from_be_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    });
    let tick = Duration::from_nanos(scale).as_secs_f64();
    let seconds = ticks.map(|ticks| ticks * tick).filter(|seconds| *seconds > 0.0);
    match seconds {
        // What does not fit is longer than anything we take.
        Some(seconds) => Told::Length(
            Duration::try_from_secs_f64(seconds)
                .ok()
                .and_then(|length| u64::try_from(length.as_millis()).ok())
                .unwrap_or(u64::MAX),
        ),
        None => Told::NoLength,
    }
}
