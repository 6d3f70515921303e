//! Running the service: start in order, stop in reverse, within ten seconds.

use std::io::IsTerminal;
use std::time::Duration;

use actix_web::middleware::DefaultHeaders;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use tokio::task::JoinSet;

use crate::app::assemble::assemble;
use crate::app::exit::{Failure, complain, say};
use crate::app::routes::{Openness, configure};
use crate::config::Settings;
use crate::service::handset::has_handset;
use crate::service::{Clock, Context, refresh_roster, take_over};
use crate::telemetry::{Format, init};
use crate::web::paths;
use crate::worker::{Stop, alerts, announcer, keeper, postman, reaper, roster, scheduler, sender, series};

/// Threads that answer HTTP: the service is made for two cores.
const HTTP_WORKERS: usize = 2;
/// A client that has not sent its headers by then is let go: two thousand slow ones must not hold the others up.
const SLOW_CLIENT: Duration = Duration::from_secs(10);
/// Connections that one thread keeps open.
const CONNECTIONS: usize = 8192;
/// Open requests are waited for this long at the end.
const LAST_REQUESTS: u64 = 5;
/// Files that the process may hold open: each connection is one.
const OPEN_FILES: u64 = 65_536;

/// Runs until SIGTERM or SIGINT.
pub fn serve(settings: &Settings) -> Result<(), Failure> {
    let format = if std::io::stderr().is_terminal() { Format::Readable } else { Format::Json };
    init(format).map_err(Failure::wrong)?;
    raise_open_files();
    for warning in crate::app::check::warnings_at_start(settings) {
        tracing::warn!("{warning}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(HTTP_WORKERS).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::wrong(format!("the runtime could not start: {error}")))?;
    let context = assemble(settings, Clock::System)?.context;
    context.store().hold_for_serving().map_err(Failure::wrong)?;
    runtime.block_on(run(settings, context))
}

async fn run(settings: &Settings, context: Context) -> Result<(), Failure> {
    take_over(&context).await.map_err(Failure::wrong)?;
    refresh_roster(&context).await.map_err(Failure::wrong)?;
    let openness = Openness {
        local_pages: settings.http.public_url.is_loopback(),
        metrics_token: settings.http.metrics_token.clone(),
    };
    let data = Data::new(context.clone());
    let handset = openness.local_pages && has_handset(&context);
    let programme = settings.programme.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .wrap(DefaultHeaders::new().add(("Server", "fitila")))
            .configure(|service| configure(service, &openness))
            .configure(|service| {
                if handset {
                    crate::staff::configure(service, &programme);
                }
            })
    })
    .workers(HTTP_WORKERS)
    .max_connections(CONNECTIONS)
    .client_request_timeout(SLOW_CLIENT)
    .shutdown_timeout(LAST_REQUESTS)
    .disable_signals()
    .bind(settings.http.listen)
    .map_err(|error| {
        Failure::wrong(format!(
            "http.listen: {} cannot be used: {error}; choose another port, or stop what uses it",
            settings.http.listen
        ))
    })?
    .run();
    let handle = server.handle();
    let serving = tokio::spawn(server);

    let (stopper, stop) = Stop::new();
    let mut workers = start_workers(&context, &stop);
    announce(settings);

    let stopped_by_itself = tokio::select! {
        () = told_to_stop() => false,
        _ = serving => true,
    };
    tracing::info!("Stopping: open requests and calls are finished first");
    context.begin_stop();
    let _ = stopper.send(true);
    let finish_workers = async { while workers.join_next().await.is_some() {} };
    // Sent requests are waited for by the workers, answers to gateways by the server, side by side.
    let _ =
        tokio::time::timeout(Duration::from_secs(9), async { tokio::join!(finish_workers, handle.stop(true)) }).await;
    take_over(&context).await.map_err(Failure::wrong)?;
    tracing::info!("Stopped");
    if stopped_by_itself { Err(Failure::wrong("the HTTP server ended by itself; the log says why")) } else { Ok(()) }
}

fn start_workers(context: &Context, stop: &Stop) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    for account in context.registry().accounts() {
        workers.spawn(sender(context.clone(), account.name().clone(), stop.clone()));
    }
    workers.spawn(scheduler(context.clone(), stop.clone()));
    workers.spawn(series(context.clone(), stop.clone()));
    workers.spawn(announcer(context.clone(), stop.clone()));
    workers.spawn(reaper(context.clone(), stop.clone()));
    workers.spawn(roster(context.clone(), stop.clone()));
    workers.spawn(alerts(context.clone(), stop.clone()));
    workers.spawn(postman(context.clone(), stop.clone()));
    workers.spawn(keeper(context.clone(), stop.clone()));
    workers
}

/// Says where things are: in words on a terminal, and as a log line for everybody else.
fn announce(settings: &Settings) {
    let base = settings.http.public_url.as_str();
    let handset = settings.http.public_url.is_loopback()
        && settings.gateways.iter().any(|gateway| gateway.provider == "simulator");
    if handset {
        say(&format!("Handset: {base}{}", paths::HANDSET));
    }
    say(&format!("Health:  {base}{}", paths::READY));
    tracing::info!(http.listen = %settings.http.listen, "Fitila answers at {base}");
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) else {
        complain("signals cannot be heard; the service must be killed to stop it");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Two thousand slow connections need more files than many systems allow by default.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let most = now.maximum.unwrap_or(OPEN_FILES).min(OPEN_FILES);
    if now.current.is_some_and(|current| current < most) {
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: now.maximum });
    }
}
