//! Who asks, for which business, in which language: the first argument of every use case.

use crate::Core;
use domain::{
    accounts::{Deed, Role},
    error::ErrorKind,
    ids::{AccountId, BusinessId},
    locale::Locale,
};
use jiff::Timestamp;
use sea_orm::DatabaseTransaction;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Anonymous,
    /// Somebody signed in on the public site.
    Customer(AccountId),
    /// A member of the business, signed in at the portal.
    Staff(AccountId, Role),
    /// The installation itself: its worker and its commands.
    System,
}

/// The frame of a use case.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The database, the clock and the ports.
    pub core: Core,
    /// The business asked about.
    pub business: BusinessId,
    /// Who asks.
    pub actor: Actor,
    /// The language of the answer.
    pub locale: Locale,
    /// Ties log lines, messages and history of one request together.
    pub correlation: String,
}

impl Scope {
    /// The scope of the installation's own work in `business`.
    pub fn system(core: &Core, business: BusinessId) -> Self {
        Self {
            core: core.clone(),
            business,
            actor: Actor::System,
            locale: Locale::default(),
            correlation: core.new_id().to_string(),
        }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.core.now()
    }

    /// Begins a transaction that may write, behind the business's wall: on PostgreSQL the database itself shows and
    /// takes only rows of this business, also when a query forgot to name it.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> crate::Result<DatabaseTransaction> {
        let tx = self.core.db().begin().await?;
        self.core.db().raise_wall(&tx, self.business.into()).await?;
        Ok(tx)
    }

    /// Begins a transaction that only reads one moment of the database, behind the same wall. A use case takes one and
    /// hands it to what it calls: taking a second while the first is open can leave all connections waiting for each
    /// other.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn snapshot(&self) -> crate::Result<DatabaseTransaction> {
        let tx = self.core.db().snapshot().await?;
        self.core.db().raise_wall(&tx, self.business.into()).await?;
        Ok(tx)
    }

    /// The account that acts, when one does.
    pub fn account(&self) -> Option<AccountId> {
        match self.actor {
            Actor::Customer(account) | Actor::Staff(account, _) => Some(account),
            Actor::Anonymous | Actor::System => None,
        }
    }

    /// The customer's account.
    ///
    /// # Errors
    /// `SignedOut` when nobody is signed in on the site.
    pub fn customer(&self) -> crate::Result<AccountId> {
        match self.actor {
            Actor::Customer(account) => Ok(account),
            _ => Err(crate::Error::of(ErrorKind::SignedOut)),
        }
    }

    /// Lets only members pass who may do `deed`.
    ///
    /// # Errors
    /// `SignedOut` for those who are no member at the portal, `Forbidden` for members without the right.
    pub fn require(&self, deed: Deed) -> crate::Result<()> {
        match self.actor {
            Actor::System => Ok(()),
            Actor::Staff(_, role) if role.may(deed) => Ok(()),
            Actor::Staff(..) => Err(crate::Error::of(ErrorKind::Forbidden)),
            Actor::Anonymous | Actor::Customer(_) => Err(crate::Error::of(ErrorKind::SignedOut)),
        }
    }
}
