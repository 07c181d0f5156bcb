import Glibc

/// Descriptors 0, 1 and 2, which a careless parent may have closed.
package enum StandardStreams {
    /// Sees to it that no file of ours gets one of the three numbers, and that a reader that goes away is an error
    /// to report (EPIPE) and not a signal to die of. To be called before anything is opened.
    ///
    /// Started with standard error closed, the daemon would otherwise open its alert file as number 2 and write its
    /// log into it. A stand-in is opened the wrong way round, so that every use of it still fails.
    package static func secure() {
        signal(SIGPIPE, SIG_IGN)
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is the one that is missing: those below it have been seen to.
            _ = retryingInterrupts { open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) }
        }
    }
}
