//! Connecting the payment provider: the configured account, or in a demonstration without a key a stand-in on this machine.

use crate::config::{Config, StripeAccount};
use emulators::stripe::{Stripe as StandIn, StripeConfig};
use providers::payments::stripe::{Patience, Stripe};
use services::Core;
use std::sync::Arc;

/// A stand-in that runs for as long as this is kept.
pub struct Running {
    _stand_in: StandIn,
}

fn token() -> Result<String, String> {
    services::secret::token().map_err(|error| error.to_string())
}

/// Connects what `config` names. In a demonstration without a key it starts a stand-in, writes its account into `config`
/// and returns it.
///
/// # Errors
/// A sentence for the operator, without secrets.
pub async fn connect(core: &Core, config: &mut Config) -> Result<Option<Running>, String> {
    let mut running = None;
    if config.stripe.is_none() && config.demo {
        let account = StripeAccount {
            secret_key: format!("sk_test_{}", token()?),
            webhook_secret: format!("whsec_{}", token()?),
            api_base: String::new(),
        };
        let clock = core.clone();
        let stand_in = StandIn::start(StripeConfig {
            // A demonstration's clock moves for both: otherwise its events would come signed too long ago.
            clock: Arc::new(move || clock.now().as_second()),
            secret_key: account.secret_key.clone(),
            webhook_secret: account.webhook_secret.clone(),
            webhook_url: Some(format!("http://{}/webhooks/stripe", config.addr)),
            ..StripeConfig::default()
        })
        .await
        .map_err(|error| format!("the demonstration's payment page: {error}"))?;
        config.payments_origin = Some(stand_in.base_url().to_owned());
        config.stripe = Some(StripeAccount { api_base: stand_in.base_url().to_owned(), ..account });
        running = Some(Running { _stand_in: stand_in });
    }
    if let Some(account) = &config.stripe {
        let stripe = Stripe::new(&account.api_base, &account.secret_key, Patience::default())?;
        core.connect_payments(Arc::new(stripe));
    }
    Ok(running)
}
