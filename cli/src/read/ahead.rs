//! Work that goes on while more is prepared: what comes of it comes in the order it was given.

use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver, Sender},
};

/// What has been given to the pool's threads and not been taken back.
pub struct Ahead<T> {
    send: Sender<(usize, T)>,
    receive: Receiver<(usize, T)>,
    given: usize,
    taken: usize,
    /// What came before its turn.
    early: BTreeMap<usize, T>,
}

impl<T: Send + 'static> Ahead<T> {
    pub fn new() -> Ahead<T> {
        let (send, receive) = mpsc::channel();
        Ahead { send, receive, given: 0, taken: 0, early: BTreeMap::new() }
    }

    /// How much is under way.
    pub fn len(&self) -> usize {
        self.given - self.taken
    }

    pub fn give(&mut self, work: impl FnOnce() -> T + Send + 'static) {
        let (send, number) = (self.send.clone(), self.given);
        self.given += 1;
        // Nobody takes it any more only when the whole run has ended early.
        rayon::spawn_fifo(move || drop(send.send((number, work()))));
    }

    /// The next in order if it is done.
    pub fn ready(&mut self) -> Option<T> {
        self.early.extend(self.receive.try_iter());
        let next = self.early.remove(&self.taken)?;
        self.taken += 1;
        Some(next)
    }

    /// The next in order, however long it takes; `None` if nothing is under way.
    pub fn next(&mut self) -> Option<T> {
        loop {
            let ready = self.ready();
            if ready.is_some() || self.len() == 0 {
                return ready;
            }
            // Where this thread is one of the pool's it works too; it waits only for what others are at.
            if rayon::yield_now() != Some(rayon::Yield::Executed) {
                self.early.extend(self.receive.recv());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use super::*;

    #[test]
    fn what_is_done_first_waits_for_its_turn() {
        let mut ahead = Ahead::new();
        for number in 0..20_u64 {
            ahead.give(move || {
                thread::sleep(Duration::from_millis(20 - number));
                number
            });
        }
        let taken: Vec<_> = std::iter::from_fn(|| ahead.next()).collect();
        assert_eq!(taken, (0..20).collect::<Vec<_>>());
        assert_eq!(ahead.len(), 0);
    }

    #[test]
    fn one_thread_does_its_own_work() {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let taken = alone.install(|| {
            let mut ahead = Ahead::new();
            (0..5).for_each(|number| ahead.give(move || number));
            std::iter::from_fn(|| ahead.next()).collect::<Vec<_>>()
        });
        assert_eq!(taken, [0, 1, 2, 3, 4]);
    }
}
