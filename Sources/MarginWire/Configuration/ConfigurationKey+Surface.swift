import MarginCore

extension ConfigurationKey<MarginConfiguration> {
    /// The rules of the volatility surface, which have to fit each other.
    static func surface(_ name: String, _ meaning: String) -> ConfigurationKey {
        ConfigurationKey(name: name, meaning: meaning, domain: nil) { found, configuration, reader in
            reader.read(found, named: name, keys: SurfaceRules.keys, into: &configuration.surface)
            if configuration.surface.stick == .delta, configuration.surface.smile == .off {
                reader.complain(
                    at: found.offset, "\"stick\" is \"delta\", which takes a \"smile\": \"linear\" or \"svi\"")
            }
        } print: { configuration, printer in
            printer.print(configuration.surface, keys: SurfaceRules.keys)
        }
    }
}
