//! Texts that are made on every core and written in their order.
//!
//! Few of them exist at a time, and no core waits for another: the next text is begun when one has been written, and whoever
//! has made the one whose turn it is writes it, and those that are ready behind it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::Scope;

/// How many texts may be made or wait, beside one for each core.
const AHEAD: usize = 8;

/// What the cores share.
struct Shared<W, M> {
    count: usize,
    make: M,
    /// How many texts somebody has begun.
    begun: AtomicUsize,
    queue: Mutex<Queue<W>>,
}

struct Queue<W> {
    /// The writer, while nobody is writing.
    out: Option<W>,
    /// The text that is to be written next.
    next: usize,
    /// Those that are made and wait.
    ready: BTreeMap<usize, String>,
    /// What went wrong; nothing is written after that.
    failed: Option<io::Error>,
}

/// Writes the texts from 0 up to `count`.
///
/// # Errors
/// Those of the writer.
pub(super) fn write<W: Write + Send>(
    out: W,
    count: usize,
    make: impl Fn(usize) -> String + Send + Sync,
) -> io::Result<()> {
    let queue = Queue { out: Some(out), next: 0, ready: BTreeMap::new(), failed: None };
    let shared = Shared { count, make, begun: AtomicUsize::new(0), queue: Mutex::new(queue) };
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads() + AHEAD {
            scope.spawn(|scope| shared.go_on(scope));
        }
    });
    let queue = shared.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    queue.failed.map_or(Ok(()), Err)
}

impl<W: Write + Send, M: Fn(usize) -> String + Send + Sync> Shared<W, M> {
    fn lock(&self) -> MutexGuard<'_, Queue<W>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the next text, and writes all whose turn it is unless somebody does; for each of them another is begun.
    fn go_on<'s>(&'s self, scope: &Scope<'s>) {
        let nth = self.begun.fetch_add(1, Ordering::Relaxed);
        if nth >= self.count {
            return;
        }
        let text = (self.make)(nth);
        let mut queue = self.lock();
        queue.ready.insert(nth, text);
        let Some(mut out) = queue.out.take() else { return };
        while queue.failed.is_none() {
            let next = queue.next;
            let Some(text) = queue.ready.remove(&next) else { break };
            drop(queue);
            let written = out.write_all(text.as_bytes());
            drop(text);
            if written.is_ok() {
                scope.spawn(|scope| self.go_on(scope));
            }
            queue = self.lock();
            queue.next += 1;
            queue.failed = written.err();
        }
        queue.out = Some(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;
    use std::collections::BTreeSet;
    use std::time::Duration;

    fn sleep(microseconds: u64) {
        std::thread::sleep(Duration::from_micros(microseconds));
    }

    #[test]
    fn texts_come_in_their_order() {
        let mut out = Vec::new();
        let make = |nth: usize| {
            // The first takes longest, and every seventh long.
            sleep(if nth.is_multiple_of(7) { 2000 } else { 10 });
            format!("{nth} ")
        };
        write(&mut out, 100, make).unwrap();
        let expect: Vec<_> = (0..100).map(|nth| nth.to_string()).collect();
        assert_eq!(String::from_utf8(out).unwrap().trim_end(), expect.join(" "));
        write(Vec::new(), 0, make).unwrap();
    }

    #[test]
    fn few_exist_at_a_time_and_others_help_with_a_long_one() {
        struct Slow<'c>(&'c AtomicUsize);
        impl Write for Slow<'_> {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                sleep(100);
                self.0.fetch_sub(1, Ordering::SeqCst);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (exist, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let helpers = Mutex::new(BTreeSet::new());
        let make = |nth| {
            most.fetch_max(exist.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            if nth == 0 {
                (0..64).into_par_iter().with_max_len(1).for_each(|_| {
                    sleep(2000);
                    helpers.lock().unwrap().insert(rayon::current_thread_index());
                });
            }
            "text".to_owned()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        pool.install(|| write(Slow(&exist), 500, make)).unwrap();
        assert!(most.into_inner() <= 4 + AHEAD);
        assert_eq!(helpers.into_inner().unwrap().len(), 4);
    }

    #[test]
    fn a_writer_that_fails_ends_it() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let count = AtomicUsize::new(0);
        let make = |_| {
            count.fetch_add(1, Ordering::Relaxed);
            "text".to_owned()
        };
        let error = write(Full(10), 100_000, make).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        assert!(count.into_inner() <= 2 + rayon::current_num_threads() + AHEAD, "no more is made than is written");
    }

    #[test]
    fn a_panic_ends_it() {
        let make = |nth: usize| if nth == 3 { panic!("as asked") } else { nth.to_string() };
        let caught = std::panic::catch_unwind(|| write(Vec::new(), 1000, make));
        assert!(caught.is_err());
    }
}
