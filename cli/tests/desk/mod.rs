//! A folder of its own for each test, and the program run in it.

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder of its own for each test, gone when the test ends.
pub struct Desk(pub PathBuf);

impl Desk {
    /// With these files, each in its folder.
    pub fn with(files: &[(&str, &[u8])]) -> Desk {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let desk = std::env::temp_dir().join(format!("selon-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&desk).expect("a folder for the test");
        for (name, bytes) in files {
            let path = desk.join(name);
            fs::create_dir_all(path.parent().expect("it lies in the desk")).expect("a folder for the file");
            fs::write(path, bytes).expect("a file for the test");
        }
        Desk(desk)
    }

    /// Runs the program there with these words behind its name.
    pub fn selon(&self, args: &str, stdin: &[u8]) -> Output {
        let mut child = self.start(args);
        // The program may end without having read it all.
        let _ = child.stdin.take().expect("its input is ours").write_all(stdin);
        child.wait_with_output().expect("the program ends")
    }
}

impl Desk {
    /// The program, running.
    pub fn start(&self, args: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_selon"))
            .args(args.split_whitespace())
            .current_dir(&self.0)
            .env("COLUMNS", "80")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
