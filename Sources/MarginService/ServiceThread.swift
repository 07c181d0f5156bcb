import Glibc

/// A thread of our own, for work that waits in the kernel: Swift's pool has a thread per core, and a read that
/// waits would take one of them away from the margin engine.
enum ServiceThread {
    /// Runs `body` on a new thread; nobody joins it.
    static func start(_ body: sending @escaping () -> Void) throws(SystemError) {
        let box = Unmanaged.passRetained(Body(body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let number = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard number == 0 else {
            box.release()
            throw SystemError(operation: "start a thread", number: number)
        }
    }

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }
}
