//! A mail server on loopback that keeps what it is given.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Vec<String>,
    pub text: String,
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

/// How the next mails are answered, then `250`.
pub struct Sink {
    pub address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    answers: Arc<Mutex<Vec<&'static str>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sink {
    pub async fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mails = Arc::<Mutex<Vec<Mail>>>::default();
        let answers = Arc::new(Mutex::new(answers.iter().rev().copied().collect::<Vec<_>>()));
        let (kept, next) = (Arc::clone(&mails), Arc::clone(&answers));
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (kept, next) = (Arc::clone(&kept), Arc::clone(&next));
                tokio::spawn(async move {
                    let _ = talk(connection, &kept, &next).await;
                });
            }
        });
        Self { address, mails, answers, task }
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    pub fn answers_left(&self) -> usize {
        self.answers.lock().unwrap().len()
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

async fn talk(
    connection: TcpStream,
    kept: &Mutex<Vec<Mail>>,
    next: &Mutex<Vec<&'static str>>,
) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    connection.write_all(b"220 sink\r\n").await?;
    let mut to = Vec::new();
    let mut line = String::new();
    while {
        line.clear();
        connection.read_line(&mut line).await?
    } > 0
    {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME\r\n".to_owned(),
            "RCPT" => {
                to.push(line.trim().to_owned());
                "250 ok\r\n".to_owned()
            }
            "DATA" => {
                connection.write_all(b"354 go\r\n").await?;
                let mut text = String::new();
                while {
                    line.clear();
                    connection.read_line(&mut line).await?
                } > 0
                    && line != ".\r\n"
                {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let answer = next.lock().unwrap().pop();
                if answer.is_none() {
                    kept.lock().unwrap().push(Mail { to: std::mem::take(&mut to), text });
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
    }
    Ok(())
}
