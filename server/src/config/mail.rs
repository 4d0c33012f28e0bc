//! How reports are mailed: `[mail]`.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use lettre::message::Mailbox;
use lettre::transport::smtp::client::Certificate;
use lettre::{AsyncSmtpTransport, Tokio1Executor};

use super::model::Mail;
use super::node::{At, Node};
use super::secret::secret;
use crate::limits::CERTIFICATE_BYTES;

/// How a certificate begins; text without one reads as an empty list of them.
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// The mail server, if the file names one.
pub(super) fn mail(root: &Node<'_>) -> Option<Mail> {
    let mail = root.table("mail")?;
    mail.require("smtp");
    mail.require("from");
    let expected = "an address such as smtp://127.0.0.1:2525, smtps://host or smtp://host?tls=required";
    let smtp = mail.parsed("smtp", expected, |text| {
        let is_known = text.starts_with("smtp://") || text.starts_with("smtps://");
        let reads = || AsyncSmtpTransport::<Tokio1Executor>::from_url(text).is_ok();
        (is_known && reads()).then(|| text.to_owned())
    });
    if let Some(At { value, span }) = &smtp
        && value.contains('@')
    {
        let message = "`smtp`: a password in an address is for tests; use `user` and `password`";
        mail.source.warning(span.clone(), "literal_secret", message);
    }
    let from = mail.parsed("from", "an e-mail address", |text| text.parse::<Mailbox>().ok());
    let user = mail.string("user").map(|at| at.value.to_owned());
    let password = secret(&mail, "password");
    if user.is_some() != password.is_some() {
        let message = "`user` and `password` stand together or not at all";
        mail.source.mistake(mail.span(), "missing_key", message);
    }
    if let Some(At { value, span }) = smtp.as_ref().filter(|_| user.is_some())
        && !is_sealed(value)
    {
        let message = "`password` would be sent where anybody on the way can read it: write smtps://host or \
                       smtp://host?tls=required";
        mail.source.warning(span.clone(), "clear_password", message);
    }
    let ca = mail.file("ca").and_then(|At { value, span }| {
        let wrong = |why: String| mail.source.mistake(span, "bad_certificate", format!("`ca`: {why}"));
        certificates(&value).map_err(wrong).ok()
    });
    mail.finish();
    Some(Mail { smtp: smtp?.value, from: from?.value, login: user.zip(password), ca })
}

/// Whether nothing is said before the connection is encrypted.
fn is_sealed(smtp: &str) -> bool {
    smtp.starts_with("smtps://") || smtp.ends_with("tls=required")
}

fn certificates(path: &Path) -> Result<Certificate, String> {
    let mut pem = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(CERTIFICATE_BYTES).read_to_end(&mut pem));
    read.map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let is_some = pem.windows(BEGIN.len()).any(|part| part == BEGIN);
    let certificates = Certificate::from_pem(&pem).ok().filter(|_| is_some);
    certificates.ok_or_else(|| format!("{} holds no certificates in PEM", path.display()))
}
