//! Videos from outside: known by what is in them, never by their name, and looked at while they pass by on the way to
//! storage.
//!
//! They are kept as they were sent. Writing them anew would take minutes of a processor per minute of video and a codec
//! library that reads hostile files; a picture is written anew because that is cheap. Instead a video is bounded in size
//! and length, and served so that a browser reads nothing else into it. What a phone writes into the file besides the
//! pictures, such as where it was filmed, therefore stays in it.

mod mp4;
mod webm;

use bytes::Bytes;
use domain::{
    form::FieldError,
    garage::inspection::{VIDEO_MAX_MB, VIDEO_MAX_SECONDS},
};
use std::fmt;

/// The largest video, in bytes.
pub const MAX_BYTES: u64 = VIDEO_MAX_MB as u64 * 1024 * 1024;
/// The longest video, in seconds. What runs into the next second is not longer: a camera's minute rarely ends on a frame.
pub const MAX_SECONDS: u64 = VIDEO_MAX_SECONDS as u64;
/// The most that is ever held of a video to understand it, in bytes.
const MAX_TAKE: u64 = 64 * 1024;

/// What browsers play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// MPEG-4 (ISO/IEC 14496-14), what Android phones film.
    Mp4,
    /// Apple's QuickTime, what iPhones film.
    QuickTime,
    /// WebM (a profile of Matroska, RFC 9559), what browsers record.
    WebM,
}

impl Kind {
    /// The ending of a file of this kind, which is also its name in the table.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::QuickTime => "mov",
            Self::WebM => "webm",
        }
    }

    /// The kind with this ending.
    pub fn of_ending(ending: &str) -> Option<Self> {
        [Self::Mp4, Self::QuickTime, Self::WebM].into_iter().find(|kind| kind.ending() == ending)
    }
}

/// What a video turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it is.
    pub kind: Kind,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// How long it is, in milliseconds, where the file says so. What a browser or a security camera streams does not.
    pub length_ms: Option<u64>,
}

/// Why a video is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no video of a kind that browsers play, or it ends before it says what it is.
    NoVideo,
    /// It has more than [`MAX_BYTES`].
    TooLarge,
    /// It is longer than [`MAX_SECONDS`].
    TooLong,
}

impl Refusal {
    /// The error at `field`: `err_video`, `err_video_large` (`max`, in MB) or `err_video_long` (`max`, in seconds).
    pub fn at(self, field: &str) -> FieldError {
        match self {
            Self::NoVideo => FieldError::new(field, "err_video"),
            Self::TooLarge => FieldError::new(field, "err_video_large").arg("max", MAX_BYTES / 1_048_576),
            Self::TooLong => FieldError::new(field, "err_video_long").arg("max", MAX_SECONDS),
        }
    }
}

/// How far the reader of a container wants to jump, and how much it wants to see there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Pass over `skip` bytes, then show the next `take`.
    Next { skip: u64, take: u64 },
    /// Nothing more: what there is to know is known.
    Rest,
}

/// What a container says so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Not enough to be a video.
    Nothing,
    /// Enough, but not how long it is.
    NoLength,
    /// Its length, in milliseconds.
    Length(u64),
}

/// Reads one container: is shown what it asked for and says what it wants next.
#[derive(Debug)]
enum Reader {
    /// The first bytes decide.
    Start,
    Mp4(mp4::Reader),
    WebM(webm::Reader),
}

/// How much of the beginning tells the kinds apart.
const START: u64 = 12;

impl Reader {
    fn read(&mut self, shown: &[u8]) -> Result<Step, Refusal> {
        match self {
            Self::Mp4(reader) => reader.read(shown),
            Self::WebM(reader) => reader.read(shown),
            Self::Start => {
                let (reader, step) = if shown.get(4..8) == Some(b"ftyp") {
                    let (reader, step) = mp4::Reader::begin(shown)?;
                    (Self::Mp4(reader), step)
                } else {
                    let (reader, step) = webm::Reader::begin(shown)?;
                    (Self::WebM(reader), step)
                };
                *self = reader;
                Ok(step)
            }
        }
    }

    fn told(&self) -> Option<(Kind, Told)> {
        match self {
            Self::Start => None,
            Self::Mp4(reader) => Some((reader.kind(), reader.told())),
            Self::WebM(reader) => Some((Kind::WebM, reader.told())),
        }
    }
}

/// Looks at a video as it passes by, holding no more of it than a header.
pub struct Probe {
    reader: Reader,
    step: Step,
    held: Vec<u8>,
    bytes: u64,
}

impl Default for Probe {
    fn default() -> Self {
        Self { reader: Reader::Start, step: Step::Next { skip: 0, take: START }, held: Vec::new(), bytes: 0 }
    }
}

impl Probe {
    /// Looks at the next piece.
    ///
    /// # Errors
    /// As soon as it is clear that the video is not taken.
    pub fn pass(&mut self, piece: &Bytes) -> Result<(), Refusal> {
        self.bytes = self.bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if self.bytes > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
        let mut rest: &[u8] = piece;
        while let Step::Next { skip, take } = self.step {
            let jump = usize::try_from(skip).unwrap_or(usize::MAX).min(rest.len());
            rest = rest.get(jump..).unwrap_or_default();
            let skip = skip - u64::try_from(jump).unwrap_or(skip);
            let wanted = usize::try_from(take.min(MAX_TAKE)).unwrap_or_default();
            let missing = wanted.saturating_sub(self.held.len()).min(rest.len());
            if skip == 0 {
                self.held.extend_from_slice(rest.get(..missing).unwrap_or_default());
                rest = rest.get(missing..).unwrap_or_default();
            }
            if skip > 0 || self.held.len() < wanted {
                self.step = Step::Next { skip, take };
                return Ok(());
            }
            let shown = std::mem::take(&mut self.held);
            self.step = self.reader.read(&shown)?;
            if matches!(self.reader.told(), Some((_, Told::Length(ms))) if ms / 1_000 > MAX_SECONDS) {
                return Err(Refusal::TooLong);
            }
        }
        Ok(())
    }

    /// What it is, as soon as its beginning has passed.
    pub fn kind(&self) -> Option<Kind> {
        self.reader.told().map(|(kind, _)| kind)
    }

    /// What the video was, once all of it has passed.
    ///
    /// # Errors
    /// [`Refusal::NoVideo`] for what ended before it said what it is.
    pub fn end(&self) -> Result<Seen, Refusal> {
        let (kind, told) = self.reader.told().ok_or(Refusal::NoVideo)?;
        let length_ms = match told {
            Told::Nothing => return Err(Refusal::NoVideo),
            Told::NoLength => None,
            Told::Length(ms) => Some(ms),
        };
        Ok(Seen { kind, bytes: self.bytes, length_ms })
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").field("reader", &self.reader).field("bytes", &self.bytes).finish()
    }
}

/// The number that these bytes, the most significant first, stand for; the last eight count.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests;
