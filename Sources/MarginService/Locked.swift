import Glibc

/// A value that several threads use, one at a time.
///
/// The standard library's `Mutex` would be the natural choice. On Linux, ThreadSanitizer does not see its futex
/// calls, and reports a race at every access (Swift 6.3); a pthread mutex it knows, so that a report means one.
final class Locked<Value: Sendable>: @unchecked Sendable {
    // Sendable, although the compiler cannot see it: `value` is reached through `withLock` alone, which holds the
    // mutex for as long as the access lasts; what leaves `withLock` is Sendable itself; the mutex lies at one
    // address on the heap from `init` to `deinit`, which nobody else can be inside of any more.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: Value) {
        self.value = value
        mutex.initialize(to: pthread_mutex_t())
        let number = pthread_mutex_init(mutex, nil)
        precondition(number == 0, "a mutex with default attributes can be made")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Carries out `body` while no other thread uses the value. `body` must not wait, nor come back here.
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
