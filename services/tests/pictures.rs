//! People's pictures: kept once, replaced as a whole, refused without a trace.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

mod common;

use common::{each_database, shop::account};
use image::{DynamicImage, ImageFormat, RgbImage};
use sea_orm::EntityTrait as _;
use services::{Core, Error, accounts::avatar};
use std::io::Cursor;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::new(width, height).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

async fn stored(core: &Core, name: &str) -> Option<DynamicImage> {
    use futures::TryStreamExt as _;
    let found = core.files().get(&avatar::key(name)).await.unwrap()?;
    let chunks: Vec<_> = found.bytes.try_collect().await.unwrap();
    Some(image::load_from_memory_with_format(&chunks.concat(), ImageFormat::Jpeg).unwrap())
}

#[tokio::test]
async fn a_new_picture_takes_the_place_of_the_one_before() {
    each_database(async |core, _| {
        let person = account(&core, "ana@example.com").await;
        let first = avatar::set(&core, person, png(400, 100)).await.unwrap();
        let picture = stored(&core, &first).await.unwrap();
        assert_eq!((picture.width(), picture.height()), (100, 100), "square, and not blown up");
        let second = avatar::set(&core, person, png(300, 900)).await.unwrap();
        assert_eq!(stored(&core, &second).await.unwrap().width(), 192);
        assert!(stored(&core, &first).await.is_none());
        let row = entity::account::Entity::find_by_id(person.0).one(core.db().read()).await.unwrap().unwrap();
        assert_eq!(row.avatar, Some(second));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_leaves_the_one_before() {
    each_database(async |core, _| {
        let person = account(&core, "ana@example.com").await;
        let before = avatar::set(&core, person, png(10, 10)).await.unwrap();
        let Err(Error::Fields(errors)) = avatar::set(&core, person, b"<svg/>".to_vec()).await else {
            panic!("it was taken");
        };
        assert_eq!((errors[0].field.as_str(), errors[0].key.as_str()), ("avatar", "err_picture"));
        assert!(stored(&core, &before).await.is_some());
    })
    .await;
}
