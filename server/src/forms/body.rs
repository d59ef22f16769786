//! Bodies of forms, read within bounds. What is too large is read to its end and forgotten: a browser that is still sending
//! reads no answer.

use axum::body::{Body, BodyDataStream, Bytes};
use domain::form::Fields;
use futures::{
    SinkExt as _, Stream, StreamExt as _,
    channel::mpsc::{self, Sender},
    stream,
};
use http::StatusCode;
use multer::{Field, Multipart};
use services::visitor::{Arriving, Upload};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

/// The largest form without files, in bytes.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// The largest form with files, in bytes: one picture and what surrounds it.
const MAX_MULTIPART: u64 = 6 * 1024 * 1024;
/// How much of what is too large is read all the same, in bytes: more than a phone films in a minute.
const MAX_WASTE: u64 = 512 * 1024 * 1024;
/// How much of a body is handed on at once, in bytes.
const SIP: usize = 64 * 1024;
/// Fields a form may have.
const MAX_FIELDS: usize = 200;

/// A form that was read.
#[derive(Default)]
pub(super) struct Form {
    pub(super) fields: Fields,
    pub(super) uploads: Vec<Upload>,
    /// The large file that comes last and is still on its way.
    pub(super) file: Option<File>,
}

/// Why a form was not read.
pub(super) enum Unread {
    /// It is no form.
    Malformed(StatusCode),
    /// It is too large. What came before is known, and the field of the file that was too large; the name is empty where
    /// it was not a file.
    TooLarge { fields: Fields, file: String },
}

/// Whether a body of this kind may have files.
pub(super) fn is_multipart(kind: &str) -> bool {
    kind.starts_with("multipart/form-data")
}

/// Reads a body of this kind. `is_large` knows the files that are handed on while they arrive, by the fields before them and
/// their own field.
pub(super) async fn read(
    kind: &str,
    body: Body,
    is_large: impl Fn(&Fields, &str) -> bool,
) -> Result<Form, Unread> {
    if is_multipart(kind) {
        let boundary =
            multer::parse_boundary(kind).map_err(|_| Unread::Malformed(StatusCode::BAD_REQUEST))?;
        return read_multipart(boundary, body, is_large).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Unread::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let bounds = Bounds::new(MAX_BYTES as u64);
    let mut pieces = Bounded::new(body, bounds.clone());
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| bounds.refusal(Fields::default(), String::new()))?;
        bytes.extend_from_slice(&piece);
    }
    let fields = decode(&bytes).ok_or(Unread::Malformed(StatusCode::BAD_REQUEST))?;
    Ok(Form { fields, ..Form::default() })
}

/// The fields of a urlencoded body, or `None` when there are too many or they are not UTF-8.
fn decode(body: &[u8]) -> Option<Fields> {
    let text = std::str::from_utf8(body).ok()?;
    let piece = |piece: &str| -> Option<String> {
        let spaced = piece.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8().ok()?;
        // A NUL is text to us and the end of it to a database.
        (!decoded.contains('\0')).then(|| decoded.into_owned())
    };
    let pairs: Vec<&str> = text.split('&').filter(|pair| !pair.is_empty()).collect();
    if pairs.len() > MAX_FIELDS {
        return None;
    }
    let fields = pairs.into_iter().map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((piece(name)?, piece(value)?))
    });
    fields.collect::<Option<_>>().map(Fields)
}

async fn read_multipart(
    boundary: String,
    body: Body,
    is_large: impl Fn(&Fields, &str) -> bool,
) -> Result<Form, Unread> {
    let malformed = Unread::Malformed(StatusCode::BAD_REQUEST);
    let bounds = Bounds::new(MAX_MULTIPART);
    let mut parts = Multipart::new(Bounded::new(body, bounds.clone()), boundary);
    let mut form = Form::default();
    loop {
        let mut field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(form),
            Err(_) => return Err(bounds.refusal(form.fields, String::new())),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        if form.fields.0.len() + form.uploads.len() >= MAX_FIELDS {
            return Err(malformed);
        }
        if is_file && is_large(&form.fields, &name) {
            bounds.left.store(MAX_WASTE, Ordering::Relaxed);
            form.file = Some(File { field, _parts: parts });
            return Ok(form);
        }
        let mut bytes = Vec::new();
        loop {
            match field.chunk().await {
                Ok(Some(piece)) => bytes.extend_from_slice(&piece),
                Ok(None) => break,
                Err(_) => return Err(bounds.refusal(form.fields, if is_file { name } else { String::new() })),
            }
        }
        if is_file {
            form.uploads.push(Upload { field: name, bytes });
            continue;
        }
        match String::from_utf8(bytes) {
            Ok(value) if value.len() <= MAX_BYTES && !value.contains('\0') => {
                form.fields.0.push((name, value))
            }
            _ => return Err(malformed),
        }
    }
}

/// A large file on its way in.
pub(super) struct File {
    field: Field<'static>,
    /// What it is read from.
    _parts: Multipart<'static>,
}

impl File {
    /// The file as a use case takes it, and the work that moves it there. The work ends with the file, whether or not
    /// somebody wants all of it.
    pub(super) fn flow(self) -> (Arriving, impl Future<Output = ()> + Send) {
        // `None` says that the file is whole: a connection that breaks off says nothing.
        let (sender, receiver) = mpsc::channel::<Option<Bytes>>(1);
        let pieces = stream::unfold(Some(receiver), |receiver| async move {
            let mut receiver = receiver?;
            match receiver.next().await {
                Some(Some(piece)) => Some((Ok(piece), Some(receiver))),
                Some(None) => None,
                None => Some((Err(io::Error::from(io::ErrorKind::UnexpectedEof)), None)),
            }
        });
        (Arriving::new(pieces.boxed()), self.pump(sender))
    }

    async fn pump(mut self, mut sender: Sender<Option<Bytes>>) {
        while let Ok(piece) = self.field.chunk().await {
            let ends = piece.is_none();
            // Whoever wants no more is gone.
            let _ = sender.send(piece).await;
            if ends {
                return;
            }
        }
    }
}

/// How much of a body may still come, and whether more came.
struct Bounds {
    left: AtomicU64,
    over: AtomicBool,
}

impl Bounds {
    fn new(left: u64) -> Arc<Self> {
        Arc::new(Self { left: AtomicU64::new(left), over: AtomicBool::new(false) })
    }

    fn refusal(&self, fields: Fields, file: String) -> Unread {
        if self.over.load(Ordering::Relaxed) {
            Unread::TooLarge { fields, file }
        } else {
            Unread::Malformed(StatusCode::BAD_REQUEST)
        }
    }
}

/// A body that ends with an error when it goes over its bounds.
struct Bounded {
    body: BodyDataStream,
    /// What of it came and was not handed on.
    piece: Bytes,
    bounds: Arc<Bounds>,
    waste: u64,
    pause: bool,
}

impl Bounded {
    fn new(body: Body, bounds: Arc<Bounds>) -> Self {
        Self { body: body.into_data_stream(), piece: Bytes::new(), bounds, waste: MAX_WASTE, pause: false }
    }
}

impl Stream for Bounded {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // The reader of forms takes as much as there is before it hands anything on: a breath between two pieces keeps
        // what it holds small.
        if std::mem::take(&mut self.pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let over = || io::Error::from(io::ErrorKind::FileTooLarge);
        let was_over = self.bounds.over.load(Ordering::Relaxed);
        if self.piece.is_empty() {
            self.piece = match ready!(self.body.poll_next_unpin(context)) {
                Some(Ok(piece)) => piece,
                None if was_over => return Poll::Ready(Some(Err(over()))),
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(io::Error::other(error)))),
            };
        }
        let left = self.bounds.left.load(Ordering::Relaxed);
        let size = self.piece.len().min(SIP).min(usize::try_from(left).unwrap_or(SIP));
        if size > 0 && !was_over {
            self.bounds.left.store(left.saturating_sub(size as u64), Ordering::Relaxed);
            self.pause = true;
            return Poll::Ready(Some(Ok(self.piece.split_to(size))));
        }
        // What came before the bounds is read, and the rest is passed over.
        let wasted = std::mem::take(&mut self.piece).len() as u64;
        self.bounds.over.store(was_over || wasted > 0, Ordering::Relaxed);
        match self.waste.checked_sub(wasted) {
            Some(waste) => {
                self.waste = waste;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            None => Poll::Ready(Some(Err(over()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_or_refused_as_a_whole() {
        assert_eq!(
            decode(b"a=b+c&d=%C3%A9&e").unwrap().0,
            [("a".into(), "b c".into()), ("d".into(), "é".into()), ("e".into(), String::new())]
        );
        assert_eq!(decode(b"a=%FF"), None);
        assert_eq!(decode(b"a=%00"), None);
        assert!(decode("a&".repeat(MAX_FIELDS + 1).as_bytes()).is_none());
    }

    /// A form with one text, and a file of `pieces` times 64 KB that ends unless it is `cut`.
    fn body(pieces: usize, cut: bool) -> Body {
        let head = "--x\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nvideo\r\n\
                    --x\r\nContent-Disposition: form-data; name=\"video\"; filename=\"a\"\r\n\r\n";
        let tail = (!cut).then(|| Bytes::from_static(b"\r\n--x--\r\n"));
        let content = (0..pieces).map(|_| Bytes::from(vec![b'v'; 65_536]));
        let all = std::iter::once(Bytes::from_static(head.as_bytes())).chain(content).chain(tail);
        Body::from_stream(stream::iter(all.map(io::Result::Ok)))
    }

    const KIND: &str = "multipart/form-data; boundary=x";

    #[tokio::test]
    async fn a_large_file_flows_to_who_takes_it_and_says_whether_it_is_whole() {
        for (cut, whole) in [(false, true), (true, false)] {
            let form = read(KIND, body(200, cut), |fields, field| fields.get("form") == field).await;
            let Ok(Form { file: Some(file), .. }) = form else { panic!("no file") };
            let (arriving, pump) = file.flow();
            let pieces = arriving.take().unwrap();
            let (pieces, ()) = futures::join!(pieces.collect::<Vec<_>>(), pump);
            let size: usize = pieces.iter().flatten().map(Bytes::len).sum();
            assert_eq!(pieces.iter().all(Result::is_ok), whole);
            assert!(size == 200 * 65_536 || !whole);
        }
    }

    #[tokio::test]
    async fn a_large_file_that_nobody_wants_is_read_to_its_end() {
        let form = read(KIND, body(200, false), |_, field| field == "video").await;
        let Ok(Form { file: Some(file), .. }) = form else { panic!("no file") };
        let (arriving, pump) = file.flow();
        drop(arriving);
        pump.await;
    }

    #[tokio::test]
    async fn what_is_over_the_bounds_is_named_with_what_came_before() {
        let refused = read(KIND, body(97, false), |_, _| false).await;
        let Err(Unread::TooLarge { fields, file }) = refused else { panic!("taken") };
        assert_eq!((fields.get("form"), file.as_str()), ("video", "video"));
        assert!(read(KIND, body(90, false), |_, _| false).await.is_ok());
        let plain = Body::from(vec![b'a'; MAX_BYTES + 1]);
        let refused = read("application/x-www-form-urlencoded", plain, |_, _| false).await;
        assert!(matches!(refused, Err(Unread::TooLarge { .. })));
    }
}
