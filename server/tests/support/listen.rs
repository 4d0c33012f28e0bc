//! A port of this machine where something of a test listens.

use tokio::net::{TcpListener, TcpStream};

/// Serves each connection in a task of its own, until the test ends.
pub fn serve_each<T, F>(listener: TcpListener, shared: &T, serve: impl Fn(T, TcpStream) -> F + Send + 'static)
where
    T: Clone + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let shared = shared.clone();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(shared.clone(), connection));
        }
    });
}
