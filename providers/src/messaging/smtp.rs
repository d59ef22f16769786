//! Mails over SMTP (RFC 5321), with rustls.

use super::compose;
use domain::messaging::{Delivery, DeliveryError, Email, Mailer};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::time::Duration;

/// How long connecting may take. Who hands a mail over bounds the delivery as a whole.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends mails through an SMTP server. Delivery is at least once: a reply that is lost after the server took the
/// message makes it go out again, with the same Message-ID.
#[derive(Clone, Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: String,
}

impl Smtp {
    /// A sender through `url`: `smtps://user:password@host:465`, `smtp://host:25`, `smtp://…?tls=required`.
    ///
    /// # Errors
    /// When the address cannot be understood.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| error.to_string())?
            .timeout(Some(TIMEOUT))
            .build();
        Ok(Self { transport, from: from.to_owned() })
    }

    async fn hand_over(&self, email: &Email) -> Result<(), DeliveryError> {
        let message = compose(email, &self.from)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() && !is_about_us(&error) => {
                Err(DeliveryError::Never(error.to_string()))
            }
            Err(error) => Err(DeliveryError::Later(error.to_string())),
        }
    }
}

/// Whether the server refuses the account rather than the message (RFC 4954, section 6: 530, 534, 535, 538): a password
/// that somebody has to correct must not cost every mail that waits.
fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538))
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, email: &'a Email) -> Delivery<'a> {
        Box::pin(self.hand_over(email))
    }
}
