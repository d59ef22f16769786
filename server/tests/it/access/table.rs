//! The table: every route, and who may use it. A new route is one line here.

use domain::accounts::Deed;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Access {
    /// Everybody.
    Public,
    /// Everybody who has the booking's link.
    Link,
    /// The customer whose booking it is.
    Booking,
    /// Who is signed in on the site.
    Site,
    /// The customer whose vehicle it is.
    Vehicle,
    /// Who is signed in at the portal.
    Portal,
    /// Members of the business who may do this.
    Member(Deed),
    /// The machine room: private addresses only.
    Private,
}
use Access::{Booking, Link, Member, Portal, Private, Public, Site as SiteSession, Vehicle};

/// Reading: pages, server functions, documents, streams.
pub(super) const READS: &[(&str, Access)] = &[
    ("/", Public),
    ("/b/{slug}", Public),
    ("/livez", Public),
    ("/readyz", Public),
    ("/metrics", Private),
    ("/offline", Public),
    ("/sitemap.xml", Public),
    ("/dev/mail", Public),
    ("/dev/mail/{file}", Public),
    ("/avatars/{file}", Public),
    ("/b/{slug}/manifest.webmanifest", Public),
    ("/b/{slug}/icons/{file}", Public),
    ("/b/{slug}/visit/{token}/calendar.ics", Link),
    ("/b/{slug}/visit/{token}/live", Link),
    ("/console/{slug}/live", Member(Deed::SeeDay)),
    ("/b/{slug}/sign-in", Public),
    ("/b/{slug}/sign-in/link", Public),
    ("/b/{slug}/sign-up", Public),
    ("/b/{slug}/reset", Public),
    ("/b/{slug}/enter/{token}", Public),
    ("/b/{slug}/account", SiteSession),
    ("/b/{slug}/book", Public),
    ("/b/{slug}/book/{service}", Public),
    ("/b/{slug}/hold/{token}", Link),
    ("/b/{slug}/visit/{token}", Link),
    ("/b/{slug}/visit/{token}/move", Link),
    ("/b/{slug}/visits", SiteSession),
    ("/b/{slug}/garage", SiteSession),
    ("/b/{slug}/garage/new", SiteSession),
    ("/b/{slug}/garage/{vehicle}", Vehicle),
    ("/console", Portal),
    ("/console/sign-in", Public),
    ("/console/sign-in/link", Public),
    ("/console/reset", Public),
    ("/console/enter/{token}", Public),
    ("/console/account", Portal),
    ("/console/{slug}", Member(Deed::SeeDay)),
    ("/console/{slug}/board", Member(Deed::SeeBoard)),
    ("/console/{slug}/jobs/{job}", Member(Deed::SeeBoard)),
    ("/console/{slug}/messages", Member(Deed::RunBusiness)),
    ("/api/site/directory", Public),
    ("/api/site/frame", Public),
    ("/api/site/home", Public),
    ("/api/site/bookable", Public),
    ("/api/site/times", Public),
    ("/api/site/models", Public),
    ("/api/site/enter", Public),
    ("/api/site/held", Link),
    ("/api/site/visit", Link),
    ("/api/site/move", Link),
    ("/api/site/account", SiteSession),
    ("/api/site/garage", SiteSession),
    ("/api/site/visits", SiteSession),
    ("/api/site/vehicle", Vehicle),
    ("/console/api/enter", Public),
    ("/console/api/account", Portal),
    ("/console/api/places", Portal),
    ("/console/api/day", Member(Deed::SeeDay)),
    ("/console/api/board", Member(Deed::SeeBoard)),
    ("/console/api/job", Member(Deed::SeeBoard)),
    ("/console/api/messages", Member(Deed::RunBusiness)),
];

/// Changing: the form of each page, and server functions that are posted.
pub(super) const CHANGES: &[(&str, &str, Access)] = &[
    ("/preferences", "", Public),
    ("/b/{slug}/sign-in", "sign_in", Public),
    ("/b/{slug}/sign-in/link", "link", Public),
    ("/b/{slug}/sign-up", "sign_up", Public),
    ("/b/{slug}/reset", "reset", Public),
    ("/b/{slug}/enter/{token}", "enter", Public),
    ("/b/{slug}/account", "profile", SiteSession),
    ("/b/{slug}/account", "avatar", SiteSession),
    ("/b/{slug}/account", "verify_again", SiteSession),
    ("/b/{slug}/account", "end_session", SiteSession),
    ("/b/{slug}/account", "end_others", SiteSession),
    ("/b/{slug}/account", "sign_out", Public),
    ("/b/{slug}/book/{service}", "hold", Public),
    ("/b/{slug}/hold/{token}", "confirm", Booking),
    ("/b/{slug}/hold/{token}", "release", Link),
    ("/b/{slug}/visit/{token}", "cancel", Link),
    ("/b/{slug}/visit/{token}/move", "move", Link),
    ("/b/{slug}/garage/new", "vehicle", SiteSession),
    ("/b/{slug}/garage/{vehicle}", "vehicle", Vehicle),
    ("/b/{slug}/garage/{vehicle}", "archive", Vehicle),
    ("/console/sign-in", "sign_in", Public),
    ("/console/sign-in/link", "link", Public),
    ("/console/reset", "reset", Public),
    ("/console/enter/{token}", "enter", Public),
    ("/console/account", "end_session", Portal),
    ("/console/account", "end_others", Portal),
    ("/console/account", "sign_out", Public),
    ("/console/{slug}/board", "move", Member(Deed::MoveJobs)),
    ("/console/{slug}/jobs/{job}", "move", Member(Deed::MoveJobs)),
    ("/console/{slug}/jobs/{job}", "note", Member(Deed::MoveJobs)),
    ("/console/{slug}/messages", "replay", Member(Deed::RunBusiness)),
    ("/console/api/move_job", "", Member(Deed::MoveJobs)),
];
