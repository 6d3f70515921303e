//! The floor: the same server library, two threads, a body that is read, an answer that is always the same.

use actix_web::web::{Bytes, get, post};
use actix_web::{App, HttpResponse, HttpServer};

/// Serves until it is killed.
pub fn serve(port: u16) {
    let server = HttpServer::new(|| {
        App::new()
            .route("/health/ready", get().to(HttpResponse::Ok))
            .route("/sms", post().to(|_: Bytes| async { HttpResponse::Ok().finish() }))
            .route(
                "/ussd",
                post().to(|_: Bytes| async { HttpResponse::Ok().body("CON Fitila\n1. Help\n2. Job check") }),
            )
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { server.workers(2).bind(("127.0.0.1", port)).unwrap().run().await }).unwrap();
}
