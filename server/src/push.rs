//! Connecting what hands notifications over to push services: the installation's own key, and where pushes may go.

use crate::config::Config;
use domain::clock::SystemClock;
use providers::messaging::push::{WebPush, vapid::VapidKey};
use services::{Core, Error, installation};
use std::sync::Arc;

/// What the key is called among the installation's secrets.
const KEY: &str = "vapid";

/// Connects the adapter to `core`. The key that it signs with is made at the first start.
///
/// # Errors
/// A sentence for the operator, without secrets.
pub async fn connect(core: &Core, config: &Config) -> Result<(), String> {
    let make = || VapidKey::generate().map_err(Error::internal);
    let kept = installation::secret(core, KEY, make).await.map_err(|error| error.to_string())?;
    let key =
        VapidKey::read(&kept).map_err(|error| format!("the key for pushes in the database: {error}"))?;
    // By the machine's clock, also where a demonstration moves its own: push services look at the real time.
    let push = WebPush::new(key, &contact(config), Arc::new(SystemClock), &config.push_origins)?;
    core.connect_push(Arc::new(push));
    Ok(())
}

/// Whom push services may ask about what comes from here (RFC 8292, section 2.1): the installation itself where it is
/// reached over TLS, else who sends its mails.
fn contact(config: &Config) -> String {
    if config.is_https() { config.base_url.clone() } else { format!("mailto:{}", config.mail_from) }
}
