//! The secret with which another server may call the demo bot's REST API.

use std::env;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fault::Fault;

/// The variable that `demo-site/parlour.toml` names.
pub(crate) const VARIABLE: &str = "SHOP_API_TOKEN";
const RANDOM_BYTES: usize = 24;

/// The one from the environment, or a new one for this run.
pub(crate) fn for_the_shop() -> Result<String, Fault> {
    if let Some(given) = env::var(VARIABLE).ok().filter(|given| !given.is_empty()) {
        return Ok(given);
    }
    fresh()
}

fn fresh() -> Result<String, Fault> {
    let mut bytes = [0_u8; RANDOM_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| Fault::machine(format!("This machine gives no random numbers: {error}."), ""))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_gets_its_own_token() {
        let (first, second) = (fresh().unwrap(), fresh().unwrap());
        assert_ne!(first, second);
        assert_eq!(first.len(), RANDOM_BYTES * 4 / 3);
    }
}
