//! A port that nobody else has.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use crate::fault::Fault;

/// Refuses a port of 127.0.0.1 that is taken or not ours to take.
pub(crate) fn demand_free(port: u16) -> Result<(), Fault> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(refusal(port, &error)),
    }
}

fn refusal(port: u16, error: &io::Error) -> Fault {
    let other = if port < 1024 { 8080 } else { port.checked_add(1).unwrap_or(8080) };
    let advice = format!("Stop what listens there, or choose another: `cargo xtask demo --port {other}`.");
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            Fault::machine(format!("Port {port} is already in use on this machine."), advice)
        }
        io::ErrorKind::PermissionDenied => {
            Fault::machine(format!("Port {port} may not be opened by this user."), advice)
        }
        _ => Fault::machine(format!("Port {port} cannot be opened: {error}."), advice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_with_another_to_try() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = holder.local_addr().unwrap().port();
        let fault = demand_free(port).unwrap_err();
        assert_eq!(fault.what, format!("Port {port} is already in use on this machine."));
        assert!(fault.advice.contains("--port"), "{fault}");
        assert_eq!(fault.exit, 2);
        drop(holder);
        assert!(demand_free(port).is_ok());
    }
}
