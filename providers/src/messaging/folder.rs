//! Mails as files, for installations without SMTP: one `.eml` per message id, however often it is delivered.

use super::compose;
use domain::messaging::{Delivery, DeliveryError, Email, Mailer};
use std::path::{Path, PathBuf};

/// Writes mails into a folder.
#[derive(Clone, Debug)]
pub struct MailFolder {
    folder: PathBuf,
    from: String,
}

impl MailFolder {
    /// A folder that is made when the first mail comes. `from` is the sender's address.
    pub fn new(folder: PathBuf, from: &str) -> Self {
        Self { folder, from: from.to_owned() }
    }

    async fn write(&self, email: &Email) -> Result<(), DeliveryError> {
        let later = |error: std::io::Error| DeliveryError::Later(error.to_string());
        let bytes = compose(email, &self.from)?.formatted();
        tokio::fs::create_dir_all(&self.folder).await.map_err(later)?;
        let name = file_name(&email.message_id);
        let (part, whole) = (self.folder.join(format!(".{name}.part")), self.folder.join(&name));
        tokio::fs::write(&part, bytes).await.map_err(later)?;
        // Half a mail is never seen under its name, and a second delivery replaces the first.
        tokio::fs::rename(&part, &whole).await.map_err(later)
    }
}

impl Mailer for MailFolder {
    fn send<'a>(&'a self, email: &'a Email) -> Delivery<'a> {
        Box::pin(self.write(email))
    }
}

fn file_name(message_id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("{}.eml", message_id.chars().map(plain).collect::<String>())
}

/// A mail in the folder, as the demonstration shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its file.
    pub file: String,
    /// Its receiver.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// The newest mails of a folder. Message ids order by time, and so do their files.
pub async fn newest(folder: &Path, most: usize) -> Vec<Stored> {
    let mut names = Vec::new();
    if let Ok(mut entries) = tokio::fs::read_dir(folder).await {
        while let Ok(Some(entry)) = entries.next_entry().await {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".eml") && !name.starts_with('.') {
                names.push(name);
            }
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    let mut mails = Vec::new();
    for name in names.into_iter().take(most) {
        mails.extend(read(folder, &name).await);
    }
    mails
}

/// One mail of a folder; `None` when there is none of this name.
pub async fn read(folder: &Path, file: &str) -> Option<Stored> {
    let plain =
        file.ends_with(".eml") && file.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !plain || file.starts_with('.') {
        return None;
    }
    let bytes = tokio::fs::read(folder.join(file)).await.ok()?;
    let mail = mail_parser::MessageParser::default().parse(&bytes)?;
    let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned();
    Some(Stored {
        file: file.to_owned(),
        to,
        subject: mail.subject().unwrap_or_default().to_owned(),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_delivered_twice_is_one_file_and_reads_back() {
        let folder = std::env::temp_dir().join(format!("mainstreet-mail-{}", std::process::id()));
        let mailer = MailFolder::new(folder.clone(), "from@example.com");
        let email = super::super::tests::email();
        mailer.send(&email).await.unwrap();
        mailer.send(&email).await.unwrap();
        let mails = newest(&folder, 10).await;
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].to.as_str(), mails[0].text.trim()), ("zoe@example.com", "Bonjour"));
        assert!(mails[0].subject.starts_with("Réservé"));
        assert_eq!(read(&folder, "../secret.eml").await, None);
        tokio::fs::remove_dir_all(folder).await.unwrap();
    }
}
