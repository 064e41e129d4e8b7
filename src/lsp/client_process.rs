//! The process of the client, which names it when it initializes the server. The server ends with it.
//!
//! A client that exits closes the pipes to the server, unless another process has inherited them.

/// A process that was running when the server was initialized.
#[derive(Debug)]
pub(super) struct ClientProcess {
    #[cfg(unix)]
    id: rustix::process::Pid,
}

impl ClientProcess {
    /// Finds the process with an id. Returns `None` if there is none, or if this system does not show processes.
    #[cfg(unix)]
    pub(super) fn new(id: u32) -> Option<Self> {
        let id = rustix::process::Pid::from_raw(id.try_into().ok()?)?;
        // A client in a container may name an id that only the container knows.
        Some(Self { id }).filter(Self::is_running)
    }

    /// Finds the process with an id. Returns `None` if there is none, or if this system does not show processes.
    #[cfg(not(unix))]
    pub(super) fn new(_id: u32) -> Option<Self> {
        None
    }

    /// Whether it is running.
    #[cfg(unix)]
    pub(super) fn is_running(&self) -> bool {
        // A process of another user is running, and may not be signaled.
        !matches!(rustix::process::test_kill_process(self.id), Err(rustix::io::Errno::SRCH))
    }

    /// Whether it is running.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "the other systems need it")]
    pub(super) fn is_running(&self) -> bool {
        true
    }
}
