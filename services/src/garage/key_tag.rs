//! Key tags: a small drawing to print, whose QR code opens the work order of the key that it hangs on.

use crate::{
    Error, Result, Scope,
    barcodes::{self, Drawing},
    garage::vehicles,
};
use domain::{accounts::Deed, error::ErrorKind, garage::scan, ids::WorkOrderId};
use entity::work_order;

/// How wide a tag is, in millimetres, and how high.
const SIZE_MM: (u32, u32) = (40, 50);
/// The room for the two lines of text below the code, as parts of a hundred of its width.
const TEXT: u32 = 25;

/// The key tag of a work order as an SVG drawing: the code, the plate and the number, dark on white.
///
/// # Errors
/// Members who may see the board only; `NotFound` for what is no work order of this business.
pub async fn svg(scope: &Scope, slug: &str, order: WorkOrderId) -> Result<String> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = work_order::Entity::one(scope.business, order).one(&db).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let vehicle = match row.vehicle_id {
        Some(id) => vehicles::label(scope, &db, id.into()).await?,
        None => None,
    };
    let plate = vehicle.map(|(_, plate)| plate).unwrap_or_default();
    let address = format!("{}{}", scope.core.base_url(), scan::order_path(slug, order));
    Ok(drawn(&barcodes::qr(&address)?, &plate, &row.number))
}

/// The code fills a hundred units; each line of text takes its part of the rest, squeezed when it is long.
fn drawn(code: &Drawing, plate: &str, number: &str) -> String {
    let (width, height) = SIZE_MM;
    let (size, path) = (code.size, &code.path);
    let line = |text: &str, y: u32, high: u32| {
        let fit =
            if text.chars().count() > 9 { r#" textLength="92" lengthAdjust="spacingAndGlyphs""# } else { "" };
        format!(
            r##"<text x="50" y="{y}" font-family="sans-serif" font-weight="bold" font-size="{high}" text-anchor="middle" fill="#000"{fit}>{}</text>"##,
            escaped(text)
        )
    };
    let (plate, number) = (line(plate, 108, 14), line(number, 120, 9));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 100 {}"><rect width="100%" height="100%" fill="#fff"/><svg width="100" height="100" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path fill="#000" d="{path}"/></svg>{plate}{number}</svg>"##,
        100 + TEXT
    )
}

/// `text` between two tags of XML.
fn escaped(text: &str) -> String {
    let shown = text.chars().filter(|c| !c.is_control());
    shown.fold(String::new(), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_shows_its_code_its_plate_and_its_number_and_nothing_that_runs() {
        let code = barcodes::qr("https://m.example/x").unwrap();
        let svg = drawn(&code, "<script>&\u{0}", "WO-2026-0042");
        assert!(svg.contains(&code.path) && svg.contains("WO-2026-0042"));
        assert!(svg.contains("&lt;script&gt;&amp;</text>"), "{svg}");
        assert!(!svg.contains("<script"));
    }
}
