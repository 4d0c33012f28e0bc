//! A mail server on loopback that keeps what it is given.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Vec<String>,
    pub text: String,
    /// Whether it came encrypted.
    pub sealed: bool,
}

impl Mail {
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let line = head.split("\r\n").find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(": ")?.1.to_owned())
    }

    /// The attached file.
    pub fn attachment(&self) -> Option<Vec<u8>> {
        let part = self.text.split("--").find(|part| part.contains("Content-Disposition: attachment"))?;
        let (head, body) = part.split_once("\r\n\r\n")?;
        let body: String = body.split_whitespace().collect();
        if head.contains("base64") {
            return Some(base64::engine::general_purpose::STANDARD.decode(body).unwrap());
        }
        panic!("an attachment in another encoding: {head}");
    }
}

/// When a mail server encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    Never,
    /// When asked by `STARTTLS`.
    Asked,
    /// From the first byte on.
    Always,
}

/// What a mail server asks of those who come.
pub struct Manner {
    pub seal: Seal,
    /// One for each connection; the last stays.
    pub certificates: Vec<TlsAcceptor>,
    /// `AUTH PLAIN` with these, which is offered on encrypted connections only.
    pub login: Option<(&'static str, &'static str)>,
    /// How the next mails are answered, then `250`.
    pub answers: Vec<&'static str>,
}

pub struct Sink {
    pub address: SocketAddr,
    kept: Arc<Kept>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Kept {
    mails: Mutex<Vec<Mail>>,
    answers: Mutex<Vec<&'static str>>,
    /// What was said before anything was encrypted.
    clear: Mutex<Vec<String>>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sink {
    pub async fn start(answers: &[&'static str]) -> Self {
        let manner =
            Manner { seal: Seal::Never, certificates: Vec::new(), login: None, answers: answers.to_vec() };
        Self::of(manner).await
    }

    pub async fn of(mut manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let kept = Arc::new(Kept::default());
        *kept.answers.lock().unwrap() = manner.answers.iter().rev().copied().collect();
        let held = Arc::clone(&kept);
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let acceptor = manner.certificates.first().cloned();
                if manner.certificates.len() > 1 {
                    manner.certificates.remove(0);
                }
                let talk = Talk { seal: manner.seal, acceptor, login: manner.login, kept: Arc::clone(&held) };
                tokio::spawn(async move {
                    let _ = talk.run(Box::new(connection)).await;
                });
            }
        });
        Self { address, kept, task }
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.kept.mails.lock().unwrap().clone()
    }

    pub fn answers_left(&self) -> usize {
        self.kept.answers.lock().unwrap().len()
    }

    /// Lines that anybody on the way could have read.
    pub fn clear(&self) -> Vec<String> {
        self.kept.clear.lock().unwrap().clone()
    }

    /// The only mail, once it is there.
    pub async fn one(&self) -> Mail {
        for _ in 0..600 {
            if let Some(mail) = self.mails().first() {
                return mail.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no mail came");
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

struct Talk {
    seal: Seal,
    acceptor: Option<TlsAcceptor>,
    login: Option<(&'static str, &'static str)>,
    kept: Arc<Kept>,
}

impl Talk {
    async fn run(self, connection: Box<dyn Stream>) -> std::io::Result<()> {
        let mut sealed = self.seal == Seal::Always;
        let mut connection = BufReader::new(connection);
        if sealed {
            connection = self.sealed(connection).await?;
        }
        connection.write_all(b"220 sink\r\n").await?;
        let (mut to, mut known, mut line) = (Vec::new(), self.login.is_none(), String::new());
        loop {
            line.clear();
            if connection.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if !sealed {
                self.kept.clear.lock().unwrap().push(line.trim().to_owned());
            }
            let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => self.abilities(sealed).to_owned(),
                "STAR" if self.seal == Seal::Asked && !sealed => {
                    connection.write_all(b"220 go\r\n").await?;
                    connection = self.sealed(connection).await?;
                    sealed = true;
                    continue;
                }
                "AUTH" => {
                    known = sealed && self.knows(line.trim());
                    if known { "235 welcome\r\n" } else { "535 5.7.8 wrong name or password\r\n" }.to_owned()
                }
                "MAIL" if !known => "530 5.7.0 who are you\r\n".to_owned(),
                "RCPT" => {
                    to.push(line.trim().to_owned());
                    "250 ok\r\n".to_owned()
                }
                "DATA" => {
                    connection.write_all(b"354 go\r\n").await?;
                    let text = data(&mut connection).await?;
                    let answer = self.kept.answers.lock().unwrap().pop();
                    if answer.is_none() {
                        let mail = Mail { to: std::mem::take(&mut to), text, sealed };
                        self.kept.mails.lock().unwrap().push(mail);
                    }
                    format!("{}\r\n", answer.unwrap_or("250 kept"))
                }
                "QUIT" => {
                    connection.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 ok\r\n".to_owned(),
            };
            connection.write_all(answer.as_bytes()).await?;
            connection.flush().await?;
        }
    }

    async fn sealed(
        &self,
        connection: BufReader<Box<dyn Stream>>,
    ) -> std::io::Result<BufReader<Box<dyn Stream>>> {
        let missing = || std::io::Error::other("the sink has no certificate");
        let acceptor = self.acceptor.as_ref().ok_or_else(missing)?;
        let stream = acceptor.accept(connection.into_inner()).await?;
        Ok(BufReader::new(Box::new(stream)))
    }

    fn abilities(&self, sealed: bool) -> &'static str {
        match (self.seal, sealed, self.login) {
            (Seal::Asked, false, _) => "250-sink\r\n250-STARTTLS\r\n250 8BITMIME\r\n",
            (_, true, Some(_)) => "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n",
            _ => "250-sink\r\n250 8BITMIME\r\n",
        }
    }

    fn knows(&self, line: &str) -> bool {
        self.login.is_some_and(|(user, password)| {
            let said = base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{password}"));
            line == format!("AUTH PLAIN {said}")
        })
    }
}

async fn data(connection: &mut BufReader<Box<dyn Stream>>) -> std::io::Result<String> {
    let (mut text, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if connection.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
