//! A server with a ledger of the example articles, or of what a test brings.

use std::{fs, net::SocketAddr, path::Path, sync::OnceLock};

use selon_ledger::Ledger;
use selon_serve::{Rights, Settings};

/// A running server and the folder of its ledger.
pub struct Desk {
    pub at: SocketAddr,
    pub folder: tempfile::TempDir,
}

/// Serves a ledger that `fill` has filled, to those who have one of these tokens.
pub fn desk(tokens: Option<&str>, fill: impl FnOnce(&mut Ledger)) -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger");
    fill(&mut Ledger::open(&path).expect("a ledger"));
    let rights = tokens.map(|it| {
        let file = folder.path().join("tokens");
        fs::write(&file, it).expect("tokens");
        private(&file);
        Rights::load(&file).expect("tokens")
    });
    let listen = "127.0.0.1:0".parse().expect("an address");
    let settings = Settings { ledger: path, listen, rights, hosts: Vec::new(), log: false };
    let (tell, hear) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        selon_serve::serve(settings, |at| tell.send(at).expect("heard")).expect("served")
    });
    Desk { at: hear.recv().expect("an address"), folder }
}

#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("ours alone");
}

#[cfg(not(unix))]
fn private(_: &Path) {}

/// Adds the example articles.
pub fn examples(ledger: &mut Ledger) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut files: Vec<_> = fs::read_dir(folder).expect("examples").flatten().map(|it| it.path()).collect();
    files.sort();
    for file in files {
        let id = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let given = selon::article::Given { id, ..Default::default() };
        for piece in selon::article::pieces(fs::File::open(&file).expect("a file"), given) {
            let article = piece.and_then(|it| it.article()).expect("an article");
            ledger.add(&article, &selon::read(&article)).expect("added");
        }
    }
}

/// One server of the examples for all tests that only look.
pub fn shared() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| desk(None, examples))
}

/// The ledger of a desk, asked behind its back.
pub fn ledger(desk: &Desk) -> Ledger {
    Ledger::open_to_read(&desk.folder.path().join("ledger")).expect("a ledger")
}
