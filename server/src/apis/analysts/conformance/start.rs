//! A run is asked for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use parlour_protocol::ErrorCode;
use secrecy::SecretString;
use url::Url;

use super::page::{chosen, shown};
use super::served::{APIS, given, is_served};
use crate::apis::analysts::door::{Analyst, own_form};
use crate::apis::analysts::refused::Refused;
use crate::apis::chat::{invalid_parameter, parameter};
use crate::apis::reports::account_of;
use crate::app::App;
use crate::config::Bot;
use crate::conform::{Api, Options, count};
use crate::error::{ApiError, ApiResult};
use crate::limits::{TRIAL_SAY_CHARS, TRIAL_SAYS, TRIAL_TIMEOUT};
use crate::owners::Who;
use crate::token::TokenHash;
use crate::trial::begin;

/// `POST /conformance`: 303 to the page, on which the run is seen, or the page with why not.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let form = own_form(&app, &headers, body).await?;
    let bot = chosen(&app, &analyst, Some(&form))?;
    let (api, options) = match asked(&app, &analyst.who, &bot, &form) {
        Ok(asked) => asked,
        Err(error) if error.code() == ErrorCode::ParameterInvalid => {
            return Ok(shown(&app, &analyst, &bot, Some(&error)));
        }
        Err(error) => return Err(error.into()),
    };
    if let Err(busy) = begin(&app, (bot.id, analyst.who.key()), count(api), options) {
        let error = ApiError::new(ErrorCode::ReportInProgress, busy.sentence());
        return Ok(shown(&app, &analyst, &bot, Some(&error)));
    }
    tracing::info!(
        account = analyst.who.key(),
        bot = bot.key(),
        api = api.name(),
        "checks of conformance begin"
    );
    let to = HeaderValue::try_from(format!("/conformance?bot={}", bot.key()));
    let to = to.map_err(|_| ApiError::internal())?;
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// What the form asks for.
fn asked(app: &App, who: &Who, bot: &Bot, form: &str) -> ApiResult<(Api, Options)> {
    let text = |name: &str| -> ApiResult<Option<String>> {
        let text = parameter(Some(form), name)?.map(|text| text.trim().to_owned());
        Ok(text.filter(|text| !text.is_empty()))
    };
    let api = text("api")?;
    let api = APIS.into_iter().find(|known| api.as_deref() == Some(known.name()));
    let api = api.ok_or_else(|| invalid_parameter("api", "must be one of the APIs of the page"))?;
    if !is_served(bot, api) {
        return Err(invalid_parameter("api", "is none that this bot is served by"));
    }
    let (names, mut secrets) = given(app, bot, api);
    if api == Api::Certainly {
        // Nobody may try tokens here that are not theirs.
        let is_of_bot = |token: &String| bot.api_token.is_some_and(|own| own.matches(&TokenHash::of(token)));
        let token = text("token")?.filter(is_of_bot);
        let token = token.ok_or_else(|| invalid_parameter("token", "must be this bot's `api_token`"))?;
        secrets.insert("token".to_owned(), SecretString::from(token));
        if let Some(token) = text("account_token")? {
            let account = account_of(&app.config.accounts, &TokenHash::of(&token));
            let is_theirs =
                account.is_some_and(|account| *who == Who::Desk || who.key() == account.email.to_string());
            if !is_theirs {
                return Err(invalid_parameter(
                    "account_token",
                    "must be the `token` of an `[[account]]` of yours",
                ));
            }
            secrets.insert("account_token".to_owned(), SecretString::from(token));
        }
    }
    let say = text("say")?.unwrap_or_default();
    let say: Vec<String> =
        say.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if say.is_empty()
        || say.len() > TRIAL_SAYS
        || say.iter().any(|line| line.chars().count() > TRIAL_SAY_CHARS)
    {
        let why = format!("must be 1 to {TRIAL_SAYS} lines of at most {TRIAL_SAY_CHARS} characters");
        return Err(invalid_parameter("say", &why));
    }
    let options =
        Options { api, url: own_url(app)?, names, secrets, say, only: Vec::new(), timeout: TRIAL_TIMEOUT };
    Ok((api, options))
}

/// Where this server is reached from its own machine.
fn own_url(app: &App) -> ApiResult<Url> {
    let address = *app.address.get().ok_or_else(ApiError::internal)?;
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
    };
    let address = SocketAddr::new(ip, address.port());
    Url::parse(&format!("http://{address}/")).map_err(|_| ApiError::internal())
}
