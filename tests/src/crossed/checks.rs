//! `parlour conform` against a Parlour.

use std::collections::BTreeMap;
use std::time::Duration;

use parlour_server::conform::{Api, Listener, Options, Report, run};

use super::served::{ACCOUNT, BOT, CHANNEL, Channel, KEYWORD, runtime, serve};

/// For one answer or webhook: everything is on this machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a visitor says to hear every kind of answer of the story's bot.
const SAY: [&str; 6] = ["hello", "menu", "tents", "show", "several", "person"];

/// All checks of the channel's API against a server of its own, in this process.
pub fn checks(channel: Channel, api: Api) -> Result<Report, String> {
    let runtime = runtime()?;
    let listener = runtime.block_on(Listener::bind(([127, 0, 0, 1], 0).into(), "/came"));
    let listener = listener.map_err(|error| error.to_string())?;
    let server = serve(&format!("{}/came", listener.address()))?;
    let names = [
        ("bot", BOT),
        ("ref", "2"),
        ("channel_id", CHANNEL),
        ("keyword", KEYWORD),
        ("mail", "yes"),
        ("long", "yes"),
    ];
    let secrets = [("token", channel.token()), ("account_token", ACCOUNT)];
    let options = Options {
        api,
        url: format!("http://{}", server.address()).parse().map_err(|_| "no address")?,
        names: BTreeMap::from(names.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        secrets: secrets.map(|(name, value)| (name.to_owned(), value.into())).into(),
        say: SAY.map(str::to_owned).into(),
        only: Vec::new(),
        timeout: PATIENCE,
    };
    let report = runtime.block_on(run(&options, Some(&listener), |_| {}));
    drop(server);
    runtime.shutdown_background();
    report.map_err(|stopped| stopped.to_string())
}
