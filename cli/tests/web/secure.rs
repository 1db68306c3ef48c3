//! Connections that nobody can be sure of.

use std::{
    io::Read,
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned, crypto,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::{Desk, Server, article};

/// A site with a certificate that nobody signed. → where it is, and how many bytes of requests it was told.
fn unsigned() -> (SocketAddr, Arc<AtomicUsize>) {
    let pem = include_bytes!("unsigned.pem");
    let certificate = CertificateDer::from_pem_slice(pem).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(pem).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("the key fits");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it has one");
    let told = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&told);
    // Ends with the tests.
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let read = StreamOwned::new(connection, stream).read(&mut [0; 1000]);
            heard.fetch_add(read.unwrap_or(0), Ordering::Relaxed);
        }
    });
    (address, told)
}

#[test]
fn a_site_whose_certificate_nobody_signed_is_told_nothing_and_the_rest_goes_on() {
    let (address, told) = unsigned();
    let server = Server::start(|_| article("Odile Marchetti"));
    let (secure, open) = (format!("https://{address}/digue"), server.url("/digue"));
    let (one, other) = (address.to_string(), server.address.to_string());
    let args = ["add", "--pause", "0", "--allow-address", &one, "--allow-address", &other, &secure, &open];
    let desk = Desk::new();
    let said = desk.selon(&args);
    said.is(2, &secure)
        .is(2, "no secure connection: nobody who is trusted has signed its certificate")
        .is(2, "1 added");
    assert_eq!(told.load(Ordering::Relaxed), 0, "no request went out");
    assert!(desk.words().contains("Odile Marchetti"));
}

#[test]
fn a_site_that_speaks_no_tls_where_it_should_is_told() {
    let server = Server::start(|_| article("Odile Marchetti"));
    let (address, url) = (server.address.to_string(), server.url("/digue").replace("http:", "https:"));
    let said = Desk::new().selon(&["add", "--pause", "0", "--allow-address", &address, &url]);
    said.is(2, "the connection broke off");
}
