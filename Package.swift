// swift-tools-version: 6.2
import PackageDescription

// Four rings, each named by how far it is from the world: values (MarginCore), bytes (MarginWire),
// the operating system (MarginService), the command line (margind). Nothing points outward.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "margind",
    products: [
        .executable(name: "margind", targets: ["margind"]),
        .executable(name: "margind-bench", targets: ["margind-bench"]),
    ],
    targets: [
        // C, since Swift cannot compile one function for several instruction sets.
        .target(name: "CPricingKernel", cSettings: [.treatAllWarnings(as: .error)]),
        // C, since the core imports no system module.
        .target(name: "CPages", cSettings: [.treatAllWarnings(as: .error)]),
        .target(name: "MarginCore", dependencies: ["CPages", "CPricingKernel"], swiftSettings: settings),
        // The packs are compiled into the program: it has no files beside it.
        .target(
            name: "MarginWire", dependencies: ["MarginCore"], resources: [.embedInCode("Packs")],
            swiftSettings: settings),
        .target(name: "MarginService", dependencies: ["MarginCore", "MarginWire"], swiftSettings: settings),
        .executableTarget(
            name: "margind", dependencies: ["MarginCore", "MarginWire", "MarginService"], swiftSettings: settings),
        // Measures the others. The peers are programs in C and C++ that it compiles and runs beside them.
        .executableTarget(
            name: "margind-bench", dependencies: ["MarginCore", "MarginWire", "MarginService"], exclude: ["Peers"],
            swiftSettings: settings),

        .target(
            name: "MarginTesting", dependencies: ["MarginCore", "MarginWire"], path: "Tests/MarginTesting",
            swiftSettings: settings),
        .testTarget(name: "MarginCoreTests", dependencies: ["MarginCore", "MarginTesting"], swiftSettings: settings),
        .testTarget(
            name: "MarginWireTests", dependencies: ["MarginCore", "MarginWire", "MarginTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "MarginServiceTests", dependencies: ["MarginCore", "MarginWire", "MarginService", "MarginTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "ConformanceTests", dependencies: ["MarginCore", "MarginWire", "MarginTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests", dependencies: ["MarginCore", "MarginWire", "MarginTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "ReplayTests", dependencies: ["MarginCore", "MarginWire", "MarginService", "MarginTesting"],
            swiftSettings: settings),
        .testTarget(name: "CommandTests", dependencies: ["margind", "MarginTesting"], swiftSettings: settings),
        .testTarget(name: "BenchmarkTests", dependencies: ["margind-bench"], swiftSettings: settings),
    ]
)
