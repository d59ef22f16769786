//! Uploaded files, as they are served.

use crate::client::Site;
use http::StatusCode;

#[tokio::test]
async fn a_picture_is_served_with_its_type_and_kept_by_the_browser_alone() {
    let site = Site::new().await;
    let picture = vec![b'x'; 50_000];
    site.core().files().put("avatars/0a.jpg", picture, "image/jpeg").await.unwrap();
    let answer = site.get("/avatars/0a.jpg", "").await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 50_000));
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-length", "50000"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

#[tokio::test]
async fn pictures_of_before_are_served_and_nothing_beside_them() {
    let site = Site::new().await;
    let uploads = site.state.config.uploads.folder().unwrap().to_owned();
    std::fs::create_dir_all(uploads.join("avatars")).unwrap();
    std::fs::write(uploads.join("avatars/before.png"), b"before").unwrap();
    std::fs::write(uploads.join("secret.txt"), b"secret").unwrap();
    let answer = site.get("/avatars/before.png", "").await;
    assert_eq!((answer.body.as_str(), answer.header("content-type")), ("before", "image/png"));
    for path in [
        "/avatars/..%2fsecret.txt",
        "/avatars/..%2f..%2fmainstreet.db",
        "/avatars/%2e%2e",
        "/avatars/none.png",
    ] {
        assert_eq!(site.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
