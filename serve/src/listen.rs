//! Connections: so many at once, and none that only pretends to ask.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt;

use crate::{Error, Settings, app::App, routes};

/// Connections at once.
const CONNECTIONS: usize = 512;
/// So long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(10);

/// Serves until the process is told to stop.
pub async fn run(settings: Settings, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    let listener =
        TcpListener::bind(settings.listen).await.map_err(|it| Error::Listen(settings.listen, it))?;
    let address = listener.local_addr().map_err(|it| Error::Listen(settings.listen, it))?;
    let app = Arc::new(App::new(&settings)?);
    let router = routes::router(app);
    ready(address);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let accept = async {
        loop {
            let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, from)) => {
                    let router = router.clone();
                    tokio::spawn(async move {
                        let _permit = permit;
                        connection(TokioIo::new(stream), from, router).await;
                    });
                }
                // Out of file handles, or the guest is gone: the next one may be luckier.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::select! {
        () = accept => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    Ok(())
}

async fn connection(io: TokioIo<tokio::net::TcpStream>, from: SocketAddr, router: Router) {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(from);
        router.clone().oneshot(request)
    });
    // A guest who breaks off is no matter.
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(io, service)
        .await;
}
