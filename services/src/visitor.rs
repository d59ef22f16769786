//! Who knocks: what one request brings along, made once at the door and handed to screens and forms.

use crate::{
    Actor, Core, Error, Result, Scope,
    accounts::{sessions::Session, sign_up::Caller, staff},
    businesses::{self, Business},
};
use bytes::Bytes;
use domain::{accounts::Realm, error::ErrorKind, form::Fields, locale::Locale};
use futures::stream::BoxStream;
use std::{
    collections::BTreeMap,
    fmt, io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

/// A request, as use cases need it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The foundation.
    pub core: Core,
    /// Who is signed in on the public site.
    pub site: Option<Session>,
    /// Who is signed in at the portal. The two never mix: each has its own cookie and its own rows.
    pub portal: Option<Session>,
    /// The language to answer in.
    pub locale: Locale,
    /// Where the request comes from.
    pub caller: Caller,
    /// Ties log lines, messages and history of this request together.
    pub correlation: String,
    /// The business whose pages are asked for, when the address names one that exists.
    pub business: Option<Arc<Business>>,
    /// How the installation is set up.
    pub settings: Arc<Settings>,
}

/// What of the configuration screens and forms need.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether this is a demonstration: the first page lists businesses, sign-ins are shown, mails can be read.
    pub demo: bool,
    /// Whether a stand-in takes the payments: no money moves.
    pub pretend_payments: bool,
}

impl Visitor {
    /// Who is signed in on the side `realm`.
    ///
    /// # Errors
    /// `SignedOut` for nobody.
    pub fn signed_in(&self, realm: Realm) -> Result<&Session> {
        let session = match realm {
            Realm::Site => &self.site,
            Realm::Portal => &self.portal,
        };
        session.as_ref().ok_or_else(|| Error::of(ErrorKind::SignedOut))
    }

    /// The scope of a page or form of the public site of `slug`.
    ///
    /// # Errors
    /// `NotFound` when there is no such business.
    pub async fn at_site(&self, slug: &str) -> Result<(Scope, Arc<Business>)> {
        let business = self.business(slug).await?;
        let actor = self.site.as_ref().map_or(Actor::Anonymous, |session| Actor::Customer(session.person.id));
        Ok((self.scope(&business, actor), business))
    }

    /// The scope of a page or form of the portal of `slug`.
    ///
    /// # Errors
    /// `SignedOut` without a session at the portal; `NotFound` for who does not work there, as for a business that
    /// does not exist.
    pub async fn at_portal(&self, slug: &str) -> Result<(Scope, Arc<Business>)> {
        let session = self.signed_in(Realm::Portal)?;
        let business = self.business(slug).await?;
        let role = staff::require_role(&self.core, business.id, session.person.id).await?;
        Ok((self.scope(&business, Actor::Staff(session.person.id, role)), business))
    }

    async fn business(&self, slug: &str) -> Result<Arc<Business>> {
        match &self.business {
            Some(business) if business.slug == slug => Ok(business.clone()),
            _ => Ok(Arc::new(businesses::by_slug(&self.core, slug).await?)),
        }
    }

    fn scope(&self, business: &Business, actor: Actor) -> Scope {
        Scope {
            core: self.core.clone(),
            business: business.id,
            actor,
            locale: self.locale,
            correlation: self.correlation.clone(),
        }
    }
}

/// The parts of an address that a route names.
#[derive(Clone, Debug, Default)]
pub struct Params(pub BTreeMap<String, String>);

impl Params {
    /// The part called `name`; empty when the route has none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The form's field.
    pub field: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A form with a file that is too large to be held: the file reaches the use case as it arrives. Its field is the last of
/// the form, since nothing that follows is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LargeFile {
    /// The page's address, as its [`FormRoute`] has it.
    pub path: &'static str,
    /// The form's name.
    pub form: &'static str,
    /// The field of the file.
    pub field: &'static str,
}

/// A file on its way in. Whoever takes it first has it.
#[derive(Clone, Default)]
pub struct Arriving(Arc<Mutex<Option<BoxStream<'static, io::Result<Bytes>>>>>);

impl Arriving {
    /// The file whose bytes come in `pieces`; an error among them says that the rest will not come.
    pub fn new(pieces: BoxStream<'static, io::Result<Bytes>>) -> Self {
        Self(Arc::new(Mutex::new(Some(pieces))))
    }

    /// Takes the file; `None` when none was sent, or somebody has it already.
    pub fn take(&self) -> Option<BoxStream<'static, io::Result<Bytes>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Arriving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arriving")
    }
}

/// A submitted form.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The parts of the address.
    pub params: Params,
    /// What was typed.
    pub fields: Fields,
    /// Files, for forms that take them.
    pub uploads: Vec<Upload>,
    /// The file that is still arriving, for forms that are listed as [`LargeFile`].
    pub arriving: Arriving,
}

/// What the browser's session becomes after a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SessionChange {
    /// As it was.
    #[default]
    Keep,
    /// A new session with this token on the public site.
    Site(String),
    /// A new session with this token at the portal.
    Portal(String),
    /// None any more on the public site.
    EndSite,
    /// None any more at the portal.
    EndPortal,
}

/// Where a successful form leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// A path of this installation, or the address of a payment page.
    pub to: String,
    /// Whether `to` is the address of a payment page.
    pub pays: bool,
    /// What the browser's session becomes.
    pub session: SessionChange,
}

impl Done {
    /// Leads to `path` and leaves the session as it is.
    pub fn go(path: impl Into<String>) -> Self {
        Self { to: path.into(), pays: false, session: SessionChange::Keep }
    }

    /// Leads to `path` with another session.
    pub fn with(path: impl Into<String>, session: SessionChange) -> Self {
        Self { to: path.into(), pays: false, session }
    }

    /// Leads to the payment page at `url`, which a provider gave out.
    pub fn pay(url: impl Into<String>) -> Self {
        Self { to: url.into(), pays: true, session: SessionChange::Keep }
    }
}

/// Work on a form, under way.
pub type Handling = Pin<Box<dyn Future<Output = Result<Done>> + Send>>;

/// A form of a page: where it is posted, what it is called, who works on it.
#[derive(Clone, Copy)]
pub struct FormRoute {
    /// The page's address, parts in braces: the form is posted to the page that shows it.
    pub path: &'static str,
    /// The form's name, sent in its hidden field `form`.
    pub form: &'static str,
    /// The work.
    pub handle: fn(Visitor, Submission) -> Handling,
}

/// A path of this installation to come back to, or `fallback` when `wanted` would lead elsewhere.
pub fn local_path(wanted: &str, fallback: &str) -> String {
    let local = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains(['\\', '\r', '\n', '\t'])
        && wanted.chars().all(|c| !c.is_control())
        && wanted.len() <= 500;
    if local { wanted.to_owned() } else { fallback.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn a_way_back_never_leads_to_another_host() {
        for wrong in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie: x",
            "",
            "javascript:1",
            "/\t/evil.example",
        ] {
            assert_eq!(local_path(wrong, "/home"), "/home", "{wrong:?}");
        }
        assert_eq!(local_path("/b/x/garage?a=1", "/"), "/b/x/garage?a=1");
    }
}
