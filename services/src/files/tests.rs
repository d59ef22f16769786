//! The same promises kept by every kind of store: a folder, memory, and S3 over a real connection.

use super::*;
use emulators::s3::S3;

const ACCESS_KEY: &str = "AKIDEXAMPLE";

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("mainstreet-files-{}", uuid::Uuid::now_v7().simple())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A bucket of the emulator, as the environment of a real installation would describe it.
fn files_of(s3: &S3, bucket_name: &str, access_key: &str) -> Files {
    let variables = [
        ("AWS_ENDPOINT", s3.endpoint.as_str()),
        ("AWS_REGION", "eu-west-3"),
        ("AWS_ACCESS_KEY_ID", access_key),
        ("AWS_SECRET_ACCESS_KEY", "a secret"),
        ("AWS_ALLOW_HTTP", "true"),
        ("HOME", "/"),
    ];
    let variables = variables.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
    let store = PrefixStore::new(bucket(bucket_name, variables).unwrap(), "shop/files");
    Files { store: Arc::new(store), labels: true }
}

async fn content(files: &Files, key: &str) -> Option<Vec<u8>> {
    let stored = files.get(key).await.unwrap()?;
    let chunks: Vec<Bytes> = stored.bytes.try_collect().await.unwrap();
    let bytes = chunks.concat();
    assert_eq!(stored.size, bytes.len() as u64);
    Some(bytes)
}

async fn keeps_its_promises(files: &Files) {
    files.check().await.unwrap();
    assert_eq!(content(files, "b1/photos/a.jpg").await, None);
    let large = vec![7_u8; 100_000];
    files.put("b1/photos/a.jpg", large.clone(), "image/jpeg").await.unwrap();
    files.put("b2/photos/a.jpg", b"other".to_vec(), "image/jpeg").await.unwrap();
    assert_eq!(content(files, "b1/photos/a.jpg").await, Some(large));
    assert_eq!(content(files, "b1/photos").await, None, "a folder is not a file");
    files.delete("b1/photos/a.jpg").await.unwrap();
    files.delete("b1/photos/a.jpg").await.unwrap();
    assert_eq!(content(files, "b1/photos/a.jpg").await, None);
    assert_eq!(content(files, "b2/photos/a.jpg").await, Some(b"other".to_vec()));
}

async fn part(files: &Files, key: &str, bytes: Range<u64>) -> Option<Vec<u8>> {
    let stored = files.get_part(key, bytes).await.unwrap()?;
    let chunks: Vec<Bytes> = stored.bytes.try_collect().await.unwrap();
    let bytes = chunks.concat();
    assert_eq!(stored.size, bytes.len() as u64);
    Some(bytes)
}

/// A file of more than two parts, in pieces that do not fit into parts.
fn large() -> Vec<Bytes> {
    (0..28_u8).map(|number| Bytes::from(vec![number; 400_007])).collect()
}

async fn keeps_what_arrives_in_pieces(files: &Files) {
    let (key, pieces) = ("b1/inspections/a.mp4", large());
    let arriving = futures::stream::iter(pieces.clone().into_iter().map(Ok));
    files.put_pieces(key, arriving, "video/mp4").await.unwrap();
    let whole = pieces.concat();
    assert!(content(files, key).await.unwrap() == whole);
    for range in [0..1, 399_999..400_020, 5_242_879..5_242_882, 0..whole.len()] {
        let asked = range.start as u64..range.end as u64;
        assert!(part(files, key, asked).await.unwrap() == whole[range.clone()], "{range:?}");
    }
    assert_eq!(part(files, "b1/inspections/none.mp4", 0..9).await, None);
    // One that breaks off, in its third part, leaves nothing behind.
    let broken = Err(Error::of(ErrorKind::BadRequest));
    let arriving = futures::stream::iter(large().into_iter().map(Ok).chain([broken]));
    let refused = files.put_pieces("b1/inspections/b.mp4", arriving, "video/mp4").await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::BadRequest);
    assert_eq!(content(files, "b1/inspections/b.mp4").await, None);
}

#[tokio::test]
async fn every_store_keeps_finds_and_forgets_files() {
    let folder = Folder::new();
    keeps_its_promises(&Files::open(&Place::Folder(folder.0.clone())).unwrap()).await;
    keeps_its_promises(&Files::in_memory()).await;
    let s3 = S3::start("uploads", ACCESS_KEY).await.unwrap();
    keeps_its_promises(&files_of(&s3, "uploads", ACCESS_KEY)).await;
}

#[tokio::test]
async fn every_store_keeps_what_arrives_in_pieces_and_gives_out_a_part_of_it() {
    let folder = Folder::new();
    keeps_what_arrives_in_pieces(&Files::open(&Place::Folder(folder.0.clone())).unwrap()).await;
    keeps_what_arrives_in_pieces(&Files::in_memory()).await;
    let s3 = S3::start("uploads", ACCESS_KEY).await.unwrap();
    keeps_what_arrives_in_pieces(&files_of(&s3, "uploads", ACCESS_KEY)).await;
    assert!(!s3.has_parts().await, "what was not completed was given up");
}

#[tokio::test]
async fn a_bucket_gets_files_under_its_prefix_with_their_content_type() {
    let s3 = S3::start("uploads", ACCESS_KEY).await.unwrap();
    let files = files_of(&s3, "uploads", ACCESS_KEY);
    files.put("avatars/a.jpg", b"picture".to_vec(), "image/jpeg").await.unwrap();
    let kept = s3.object("shop/files/avatars/a.jpg").await;
    assert_eq!(kept, Some(("image/jpeg".to_owned(), Bytes::from_static(b"picture"))));
}

#[tokio::test]
async fn a_wrong_bucket_or_key_of_access_is_found_by_the_check() {
    let s3 = S3::start("uploads", ACCESS_KEY).await.unwrap();
    assert!(files_of(&s3, "elsewhere", ACCESS_KEY).check().await.is_err());
    let stranger = files_of(&s3, "uploads", "SOMEBODYELSE");
    assert!(stranger.check().await.is_err());
    let error = stranger.get("avatars/a.jpg").await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "a store that refuses is not a missing file");
}

#[tokio::test]
async fn files_lie_in_the_folder_by_their_keys_and_never_outside_it() {
    let folder = Folder::new();
    let inside = folder.0.join("inside");
    let files = Files::open(&Place::Folder(inside.clone())).unwrap();
    std::fs::create_dir_all(inside.join("avatars")).unwrap();
    std::fs::write(inside.join("avatars/before.png"), b"before").unwrap();
    std::fs::write(folder.0.join("secret.txt"), b"secret").unwrap();
    assert_eq!(content(&files, "avatars/before.png").await, Some(b"before".to_vec()));
    for key in [
        "../secret.txt",
        "avatars/../../secret.txt",
        "..",
        "",
        "/avatars/before.png",
        "avatars//before.png",
        "avatars/",
        "avatars/.hidden",
        "avatars\\before.png",
        "avatars/%2e%2e/x",
        "avatars/a\0.png",
        "avatars/é.png",
        "avatars/a.png#1",
    ] {
        assert_eq!(content(&files, key).await, None, "{key:?}");
        assert!(files.put(key, b"x".to_vec(), "image/png").await.is_err(), "{key:?}");
        assert!(files.delete(key).await.is_err(), "{key:?}");
    }
    assert!(files.put(&"a".repeat(MAX_KEY + 1), b"x".to_vec(), "image/png").await.is_err());
    assert_eq!(std::fs::read(folder.0.join("secret.txt")).unwrap(), b"secret");
}

#[test]
fn one_setting_names_a_folder_or_a_bucket() {
    let bucket = |name: &str, prefix: &str| Place::Bucket { name: name.into(), prefix: prefix.into() };
    assert_eq!("data/uploads".parse(), Ok(Place::Folder("data/uploads".into())));
    assert_eq!("/srv/a folder".parse(), Ok(Place::Folder("/srv/a folder".into())));
    assert_eq!("s3://photos".parse(), Ok(bucket("photos", "")));
    assert_eq!("s3://photos/".parse(), Ok(bucket("photos", "")));
    assert_eq!("s3://photos/a/b/".parse(), Ok(bucket("photos", "a/b")));
    for wrong in
        ["", "s3://", "s3:///prefix", "s3://b/../c", "s3://b//c", "gs://bucket", "https://host/bucket"]
    {
        assert!(wrong.parse::<Place>().is_err(), "{wrong}");
    }
    for text in ["data/uploads", "s3://photos", "s3://photos/a/b"] {
        assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
    }
}

#[test]
fn only_known_endings_get_a_type_that_browsers_show() {
    assert_eq!(content_type("avatars/a.jpg"), "image/jpeg");
    assert_eq!(content_type("avatars/a.png"), "image/png");
    for other in ["a.html", "a.svg", "a", "a.jpg/b"] {
        assert_eq!(content_type(other), "application/octet-stream", "{other}");
    }
}
