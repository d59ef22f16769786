//! The boxes of MPEG-4 and QuickTime files (ISO/IEC 14496-12), as far as the header of the whole film.

use super::{Kind, Refusal, Step, Told, number};

/// A box's header: its size and its type (section 4.2).
const HEADER: u64 = 8;
/// The size that follows the header of a large box.
const LARGE: u64 = 8;
/// As much of a movie header as holds its time scale and its duration, in either version (section 8.2.2).
const MOVIE: u64 = 32;
/// The largest file type box that is believed: brands are four bytes each.
const MAX_BRANDS: u64 = 1_024;

/// The major brands of films. Those of pictures and sound are not among them.
const BRANDS: [&[u8; 4]; 19] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42",
    b"mp71", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash", b"XAVC",
];
const QUICKTIME: &[u8; 4] = b"qt  ";

/// What stands next in the file.
#[derive(Clone, Copy, Debug)]
enum At {
    /// The header of a box.
    Header,
    /// The size of a large box, whose header came before.
    Large { is_film: bool },
    /// The movie header.
    Movie,
}

/// Reads the boxes.
#[derive(Debug)]
pub(super) struct Reader {
    kind: Kind,
    at: At,
    /// What is left of the movie box, once inside it.
    inside: Option<u64>,
    told: Told,
}

impl Reader {
    /// A reader behind the first twelve bytes of a file type box (section 4.3).
    pub(super) fn begin(start: &[u8]) -> Result<(Self, Step), Refusal> {
        let size = number(start.get(..4).unwrap_or_default());
        let brand = start.get(8..12).unwrap_or_default();
        let kind = if brand == QUICKTIME {
            Kind::QuickTime
        } else if BRANDS.iter().any(|known| brand == known.as_slice()) {
            Kind::Mp4
        } else {
            return Err(Refusal::NoVideo);
        };
        let skip = size.checked_sub(12).filter(|_| size <= MAX_BRANDS).ok_or(Refusal::NoVideo)?;
        let reader = Self { kind, at: At::Header, inside: None, told: Told::Nothing };
        Ok((reader, Step::Next { skip, take: HEADER }))
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) fn told(&self) -> Told {
        self.told
    }

    pub(super) fn read(&mut self, shown: &[u8]) -> Result<Step, Refusal> {
        match self.at {
            At::Header => {
                let (size, name) = (number(shown.get(..4).unwrap_or_default()), shown.get(4..8));
                let is_film = name == Some(b"moov") && self.inside.is_none();
                match size {
                    // To the end of the file: whatever it holds, no other box follows.
                    0 if is_film => self.enter(u64::MAX),
                    0 => Ok(Step::Rest),
                    1 => {
                        self.at = At::Large { is_film };
                        Ok(Step::Next { skip: 0, take: LARGE })
                    }
                    size => {
                        let content = size.checked_sub(HEADER).ok_or(Refusal::NoVideo)?;
                        self.pass(content, HEADER, is_film, name == Some(b"mvhd"))
                    }
                }
            }
            At::Large { is_film } => {
                let content = number(shown).checked_sub(HEADER + LARGE).ok_or(Refusal::NoVideo)?;
                self.at = At::Header;
                self.pass(content, HEADER + LARGE, is_film, false)
            }
            At::Movie => {
                self.told = length(shown)?;
                Ok(Step::Rest)
            }
        }
    }

    /// Goes into a movie box, looks at a movie header, passes over every other box.
    fn pass(&mut self, content: u64, header: u64, is_film: bool, is_header: bool) -> Result<Step, Refusal> {
        if is_film {
            return self.enter(content);
        }
        if let Some(left) = self.inside {
            // A movie box that ends without its header is none, and no box is larger than the one around it.
            let left = left.checked_sub(header).and_then(|left| left.checked_sub(content));
            self.inside = Some(left.ok_or(Refusal::NoVideo)?);
            if is_header {
                self.at = At::Movie;
                return if content < MOVIE {
                    Err(Refusal::NoVideo)
                } else {
                    Ok(Step::Next { skip: 0, take: MOVIE })
                };
            }
        }
        Ok(Step::Next { skip: content, take: HEADER })
    }

    fn enter(&mut self, content: u64) -> Result<Step, Refusal> {
        self.inside = Some(content);
        Ok(Step::Next { skip: 0, take: HEADER })
    }
}

/// The duration of a movie header in milliseconds. Zero and all ones mean that it is not known (section 8.2.2.3): the film
/// is in fragments.
fn length(header: &[u8]) -> Result<Told, Refusal> {
    let part = |range: std::ops::Range<usize>| number(header.get(range).unwrap_or_default());
    let (scale, duration, unknown) = match header.first() {
        Some(0) => (part(12..16), part(16..20), u64::from(u32::MAX)),
        Some(1) => (part(20..24), part(24..32), u64::MAX),
        _ => return Err(Refusal::NoVideo),
    };
    if scale == 0 {
        return Err(Refusal::NoVideo);
    }
    if duration == 0 || duration == unknown {
        return Ok(Told::NoLength);
    }
    let ms = u128::from(duration) * 1_000 / u128::from(scale);
    Ok(Told::Length(u64::try_from(ms).unwrap_or(u64::MAX)))
}
