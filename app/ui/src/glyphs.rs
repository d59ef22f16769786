//! Icons, as the inside of a 24 by 24 `<svg>`. One constant each, so that unused ones never reach the browser.
//!
//! Written by `scripts/icons.mjs` from Lucide 1.62.0; licence (ISC, in part MIT) in `app/ui/LICENSE-lucide`.

use crate::icon::Glyph;

/// Back to where one came from.
#[rustfmt::skip]
pub const ARROW_LEFT: Glyph = Glyph(r#"<path d="m12 19-7-7 7-7"/><path d="M19 12H5"/>"#);

/// On to the next step.
#[rustfmt::skip]
pub const ARROW_RIGHT: Glyph = Glyph(r#"<path d="M5 12h14"/><path d="m12 5 7 7-7 7"/>"#);

/// A notification.
#[rustfmt::skip]
pub const BELL: Glyph = Glyph(r#"<path d="M10.268 21a2 2 0 0 0 3.464 0"/><path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"/>"#);

/// A bicycle.
#[rustfmt::skip]
pub const BIKE: Glyph = Glyph(r#"<circle cx="18.5" cy="17.5" r="3.5"/><circle cx="5.5" cy="17.5" r="3.5"/><circle cx="15" cy="5" r="1"/><path d="M12 17.5V14l-3-3 4-3 2 3h2"/>"#);

/// A date, the agenda.
#[rustfmt::skip]
pub const CALENDAR: Glyph = Glyph(r#"<path d="M8 2v3"/><path d="M16 2v3"/><rect x="3" y="3" width="18" height="18" rx="2"/><path d="M3 9h18"/>"#);

/// A confirmed booking.
#[rustfmt::skip]
pub const CALENDAR_CHECK: Glyph = Glyph(r#"<path d="M8 2v3"/><path d="M16 2v3"/><rect x="3" y="3" width="18" height="18" rx="2"/><path d="M3 9h18"/><path d="m9 15 2 2 4-4"/>"#);

/// Take a photograph.
#[rustfmt::skip]
pub const CAMERA: Glyph = Glyph(r#"<path d="M13.997 4a2 2 0 0 1 1.76 1.05l.486.9A2 2 0 0 0 18.003 7H20a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2h1.997a2 2 0 0 0 1.759-1.048l.489-.904A2 2 0 0 1 10.004 4z"/><circle cx="12" cy="13" r="3"/>"#);

/// A car.
#[rustfmt::skip]
pub const CAR: Glyph = Glyph(r#"<path d="M19 17h2c.6 0 1-.4 1-1v-3c0-.9-.7-1.7-1.5-1.9C18.7 10.6 16 10 16 10s-1.3-1.4-2.2-2.3c-.5-.4-1.1-.7-1.8-.7H5c-.6 0-1.1.4-1.4.9l-1.4 2.9A3.7 3.7 0 0 0 2 12v4c0 .6.4 1 1 1h2"/><circle cx="7" cy="17" r="2"/><path d="M9 17h6"/><circle cx="17" cy="17" r="2"/>"#);

/// Done, chosen, approved.
#[rustfmt::skip]
pub const CHECK: Glyph = Glyph(r#"<path d="M20 6 9 17l-5-5"/>"#);

/// More below, an opened list.
#[rustfmt::skip]
pub const CHEVRON_DOWN: Glyph = Glyph(r#"<path d="m6 9 6 6 6-6"/>"#);

/// The page or day before.
#[rustfmt::skip]
pub const CHEVRON_LEFT: Glyph = Glyph(r#"<path d="m15 18-6-6 6-6"/>"#);

/// The page or day after.
#[rustfmt::skip]
pub const CHEVRON_RIGHT: Glyph = Glyph(r#"<path d="m9 18 6-6-6-6"/>"#);

/// More above, a closed list.
#[rustfmt::skip]
pub const CHEVRON_UP: Glyph = Glyph(r#"<path d="m18 15-6-6-6 6"/>"#);

/// It worked.
#[rustfmt::skip]
pub const CIRCLE_CHECK: Glyph = Glyph(r#"<circle cx="12" cy="12" r="10"/><path d="m16 9-5.5 5.5L8 12"/>"#);

/// It was refused or cancelled.
#[rustfmt::skip]
pub const CIRCLE_X: Glyph = Glyph(r#"<circle cx="12" cy="12" r="10"/><path d="m15 9-6 6"/><path d="m9 9 6 6"/>"#);

/// A time or a duration.
#[rustfmt::skip]
pub const CLOCK: Glyph = Glyph(r#"<circle cx="12" cy="12" r="10"/><path d="M12 6v6l4 2"/>"#);

/// The job board.
#[rustfmt::skip]
pub const COLUMNS: Glyph = Glyph(r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M9 3v18"/><path d="M15 3v18"/>"#);

/// Save a file.
#[rustfmt::skip]
pub const DOWNLOAD: Glyph = Glyph(r#"<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>"#);

/// More actions.
#[rustfmt::skip]
pub const ELLIPSIS: Glyph = Glyph(r#"<circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/><circle cx="5" cy="12" r="1"/>"#);

/// Leads to another site.
#[rustfmt::skip]
pub const EXTERNAL_LINK: Glyph = Glyph(r#"<path d="M15 3h6v6"/><path d="M10 14 21 3"/><path d="M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6"/>"#);

/// Show what is hidden.
#[rustfmt::skip]
pub const EYE: Glyph = Glyph(r#"<path d="M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0"/><circle cx="12" cy="12" r="3"/>"#);

/// A milestone, a finding to look at.
#[rustfmt::skip]
pub const FLAG: Glyph = Glyph(r#"<path d="M4 22V4a1 1 0 0 1 .4-.8A6 6 0 0 1 8 2c3 0 5 2 7.333 2q2 0 3.067-.8A1 1 0 0 1 20 4v10a1 1 0 0 1-.4.8A6 6 0 0 1 16 16c-3 0-5-2-8-2a6 6 0 0 0-4 1.528"/>"#);

/// Waiting for somebody.
#[rustfmt::skip]
pub const HOURGLASS: Glyph = Glyph(r#"<path d="M5 22h14"/><path d="M5 2h14"/><path d="M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22"/><path d="M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2"/>"#);

/// The first page.
#[rustfmt::skip]
pub const HOUSE: Glyph = Glyph(r#"<path d="M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8"/><path d="M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/>"#);

/// A picture.
#[rustfmt::skip]
pub const IMAGE: Glyph = Glyph(r#"<rect width="18" height="18" x="3" y="3" rx="2" ry="2"/><circle cx="9" cy="9" r="2"/><path d="m21 15-3.086-3.086a2 2 0 0 0-2.828 0L6 21"/>"#);

/// An explanation.
#[rustfmt::skip]
pub const INFO: Glyph = Glyph(r#"<circle cx="12" cy="12" r="10"/><path d="M12 16v-4"/><path d="M12 8h.01"/>"#);

/// Keys of a vehicle, a password.
#[rustfmt::skip]
pub const KEY: Glyph = Glyph(r#"<path d="m2 21 9.6-9.6"/><path d="m7.5 15.5 2.3 2.3a1 1 0 0 1 0 1.4l-2.1 2.1a1 1 0 0 1-1.4 0L4 19"/><circle cx="15.5" cy="7.5" r="5.5"/>"#);

/// Choose the language.
#[rustfmt::skip]
pub const LANGUAGES: Glyph = Glyph(r#"<path d="m5 8 6 6"/><path d="m4 14 6-6 2-3"/><path d="M2 5h12"/><path d="M7 2h1"/><path d="m22 22-5-10-5 10"/><path d="M14 18h6"/>"#);

/// The console's first page.
#[rustfmt::skip]
pub const LAYOUT_DASHBOARD: Glyph = Glyph(r#"<rect width="7" height="9" x="3" y="3" rx="1"/><rect width="7" height="5" x="14" y="3" rx="1"/><rect width="7" height="9" x="14" y="12" rx="1"/><rect width="7" height="5" x="3" y="16" rx="1"/>"#);

/// A checklist, findings.
#[rustfmt::skip]
pub const LIST_CHECKS: Glyph = Glyph(r#"<path d="M13 5h8"/><path d="M13 12h8"/><path d="M13 19h8"/><path d="m3 17 2 2 4-4"/><path d="m3 7 2 2 4-4"/>"#);

/// Sign in.
#[rustfmt::skip]
pub const LOG_IN: Glyph = Glyph(r#"<path d="m10 17 5-5-5-5"/><path d="M15 12H3"/><path d="M15 3h4a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-4"/>"#);

/// Sign out.
#[rustfmt::skip]
pub const LOG_OUT: Glyph = Glyph(r#"<path d="m16 17 5-5-5-5"/><path d="M21 12H9"/><path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>"#);

/// An e-mail address.
#[rustfmt::skip]
pub const MAIL: Glyph = Glyph(r#"<path d="m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7"/><rect x="2" y="4" width="20" height="16" rx="2"/>"#);

/// An address.
#[rustfmt::skip]
pub const MAP_PIN: Glyph = Glyph(r#"<path d="M20 10c0 4.993-5.539 10.193-7.399 11.799a1 1 0 0 1-1.202 0C9.539 20.193 4 14.993 4 10a8 8 0 0 1 16 0"/><circle cx="12" cy="10" r="3"/>"#);

/// The navigation.
#[rustfmt::skip]
pub const MENU: Glyph = Glyph(r#"<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>"#);

/// A message, a conversation.
#[rustfmt::skip]
pub const MESSAGE_CIRCLE: Glyph = Glyph(r#"<path d="M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719"/>"#);

/// One less.
#[rustfmt::skip]
pub const MINUS: Glyph = Glyph(r#"<path d="M5 12h14"/>"#);

/// The dark theme.
#[rustfmt::skip]
pub const MOON: Glyph = Glyph(r#"<path d="M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401"/>"#);

/// Goods, parts.
#[rustfmt::skip]
pub const PACKAGE: Glyph = Glyph(r#"<path d="M11 21.73a2 2 0 0 0 2 0l7-4A2 2 0 0 0 21 16V8a2 2 0 0 0-1-1.73l-7-4a2 2 0 0 0-2 0l-7 4A2 2 0 0 0 3 8v8a2 2 0 0 0 1 1.73z"/><path d="M12 22V12"/><polyline points="3.29 7 12 12 20.71 7"/><path d="m7.5 4.27 9 5.15"/>"#);

/// Change it.
#[rustfmt::skip]
pub const PENCIL: Glyph = Glyph(r#"<path d="M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z"/><path d="m15 5 4 4"/>"#);

/// A telephone number.
#[rustfmt::skip]
pub const PHONE: Glyph = Glyph(r#"<path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#);

/// One more, something new.
#[rustfmt::skip]
pub const PLUS: Glyph = Glyph(r#"<path d="M5 12h14"/><path d="M12 5v14"/>"#);

/// Print it.
#[rustfmt::skip]
pub const PRINTER: Glyph = Glyph(r#"<path d="M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2"/><path d="M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6"/><rect x="6" y="14" width="12" height="8" rx="1"/>"#);

/// An invoice or estimate.
#[rustfmt::skip]
pub const RECEIPT: Glyph = Glyph(r#"<path d="M12 17V7"/><path d="M16 8h-6a2 2 0 0 0 0 4h4a2 2 0 0 1 0 4H8"/><path d="M4 3a1 1 0 0 1 1-1 1.3 1.3 0 0 1 .7.2l.933.6a1.3 1.3 0 0 0 1.4 0l.934-.6a1.3 1.3 0 0 1 1.4 0l.933.6a1.3 1.3 0 0 0 1.4 0l.933-.6a1.3 1.3 0 0 1 1.4 0l.934.6a1.3 1.3 0 0 0 1.4 0l.933-.6A1.3 1.3 0 0 1 19 2a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1 1.3 1.3 0 0 1-.7-.2l-.933-.6a1.3 1.3 0 0 0-1.4 0l-.934.6a1.3 1.3 0 0 1-1.4 0l-.933-.6a1.3 1.3 0 0 0-1.4 0l-.933.6a1.3 1.3 0 0 1-1.4 0l-.934-.6a1.3 1.3 0 0 0-1.4 0l-.933.6a1.3 1.3 0 0 1-.7.2 1 1 0 0 1-1-1z"/>"#);

/// Load it again.
#[rustfmt::skip]
pub const REFRESH: Glyph = Glyph(r#"<path d="M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8"/><path d="M21 3v5h-5"/><path d="M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16"/><path d="M8 16H3v5"/>"#);

/// Haircuts.
#[rustfmt::skip]
pub const SCISSORS: Glyph = Glyph(r#"<circle cx="6" cy="6" r="3"/><path d="M8.12 8.12 12 12"/><path d="M20 4 8.12 15.88"/><circle cx="6" cy="18" r="3"/><path d="M14.8 14.8 20 20"/>"#);

/// Look for something.
#[rustfmt::skip]
pub const SEARCH: Glyph = Glyph(r#"<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>"#);

/// Settings.
#[rustfmt::skip]
pub const SETTINGS: Glyph = Glyph(r#"<path d="M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915"/><circle cx="12" cy="12" r="3"/>"#);

/// Safety, privacy.
#[rustfmt::skip]
pub const SHIELD: Glyph = Glyph(r#"<path d="M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z"/>"#);

/// A favourite, a rating.
#[rustfmt::skip]
pub const STAR: Glyph = Glyph(r#"<path d="M11.525 2.295a.53.53 0 0 1 .95 0l2.31 4.679a2.123 2.123 0 0 0 1.595 1.16l5.166.756a.53.53 0 0 1 .294.904l-3.736 3.638a2.123 2.123 0 0 0-.611 1.878l.882 5.14a.53.53 0 0 1-.771.56l-4.618-2.428a2.122 2.122 0 0 0-1.973 0L6.396 21.01a.53.53 0 0 1-.77-.56l.881-5.139a2.122 2.122 0 0 0-.611-1.879L2.16 9.795a.53.53 0 0 1 .294-.906l5.165-.755a2.122 2.122 0 0 0 1.597-1.16z"/>"#);

/// A note.
#[rustfmt::skip]
pub const STICKY_NOTE: Glyph = Glyph(r#"<path d="M21 9a2.4 2.4 0 0 0-.706-1.706l-3.588-3.588A2.4 2.4 0 0 0 15 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2z"/><path d="M15 3v5a1 1 0 0 0 1 1h5"/>"#);

/// The business.
#[rustfmt::skip]
pub const STORE: Glyph = Glyph(r#"<path d="M15 21v-5a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v5"/><path d="M17.774 10.31a1.12 1.12 0 0 0-1.549 0 2.5 2.5 0 0 1-3.451 0 1.12 1.12 0 0 0-1.548 0 2.5 2.5 0 0 1-3.452 0 1.12 1.12 0 0 0-1.549 0 2.5 2.5 0 0 1-3.77-3.248l2.889-4.184A2 2 0 0 1 7 2h10a2 2 0 0 1 1.653.873l2.895 4.192a2.5 2.5 0 0 1-3.774 3.244"/><path d="M4 10.95V19a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-8.05"/>"#);

/// The light theme.
#[rustfmt::skip]
pub const SUN: Glyph = Glyph(r#"<circle cx="12" cy="12" r="4"/><path d="M12 2v2"/><path d="M12 20v2"/><path d="m4.93 4.93 1.41 1.41"/><path d="m17.66 17.66 1.41 1.41"/><path d="M2 12h2"/><path d="M20 12h2"/><path d="m6.34 17.66-1.41 1.41"/><path d="m19.07 4.93-1.41 1.41"/>"#);

/// The theme that follows the system.
#[rustfmt::skip]
pub const SUN_MOON: Glyph = Glyph(r#"<path d="M12 2v2"/><path d="M14.837 16.385a6 6 0 1 1-7.223-7.222c.624-.147.97.66.715 1.248a4 4 0 0 0 5.26 5.259c.589-.255 1.396.09 1.248.715"/><path d="M16 12a4 4 0 0 0-4-4"/><path d="m19 5-1.256 1.256"/><path d="M20 12h2"/>"#);

/// Delete it.
#[rustfmt::skip]
pub const TRASH: Glyph = Glyph(r#"<path d="M10 11v6"/><path d="M14 11v6"/><path d="M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6"/><path d="M3 6h18"/><path d="M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"/>"#);

/// A warning or an error.
#[rustfmt::skip]
pub const TRIANGLE_ALERT: Glyph = Glyph(r#"<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/><path d="M12 17h.01"/>"#);

/// Take it back.
#[rustfmt::skip]
pub const UNDO: Glyph = Glyph(r#"<path d="M3 7v6h6"/><path d="M21 17a9 9 0 0 0-9-9 9 9 0 0 0-6 2.3L3 13"/>"#);

/// A person.
#[rustfmt::skip]
pub const USER: Glyph = Glyph(r#"<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>"#);

/// Several people.
#[rustfmt::skip]
pub const USERS: Glyph = Glyph(r#"<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><path d="M16 3.128a4 4 0 0 1 0 7.744"/><path d="M22 21v-2a4 4 0 0 0-3-3.87"/><circle cx="9" cy="7" r="4"/>"#);

/// Food, a restaurant.
#[rustfmt::skip]
pub const UTENSILS: Glyph = Glyph(r#"<path d="M3 2v7c0 1.1.9 2 2 2h4a2 2 0 0 0 2-2V2"/><path d="M7 2v20"/><path d="M21 15V2a5 5 0 0 0-5 5v6c0 1.1.9 2 2 2h3Zm0 0v7"/>"#);

/// Film it.
#[rustfmt::skip]
pub const VIDEO: Glyph = Glyph(r#"<path d="m16 13 5.223 3.482a.5.5 0 0 0 .777-.416V7.87a.5.5 0 0 0-.752-.432L16 10.5"/><rect x="2" y="6" width="14" height="12" rx="2"/>"#);

/// Offline.
#[rustfmt::skip]
pub const WIFI_OFF: Glyph = Glyph(r#"<path d="M12 20h.01"/><path d="M8.5 16.429a5 5 0 0 1 7 0"/><path d="M5 12.859a10 10 0 0 1 5.17-2.69"/><path d="M19 12.859a10 10 0 0 0-2.007-1.523"/><path d="M2 8.82a15 15 0 0 1 4.177-2.643"/><path d="M22 8.82a15 15 0 0 0-11.288-3.764"/><path d="m2 2 20 20"/>"#);

/// Repair, a garage.
#[rustfmt::skip]
pub const WRENCH: Glyph = Glyph(r#"<path d="M14.7 6.3a1 1 0 0 0 0 1.4l1.6 1.6a1 1 0 0 0 1.4 0l3.106-3.105c.32-.322.863-.22.983.218a6 6 0 0 1-8.259 7.057l-7.91 7.91a1 1 0 0 1-2.999-3l7.91-7.91a6 6 0 0 1 7.057-8.259c.438.12.54.662.219.984z"/>"#);

/// Close, remove.
#[rustfmt::skip]
pub const X: Glyph = Glyph(r#"<path d="M18 6 6 18"/><path d="m6 6 12 12"/>"#);
