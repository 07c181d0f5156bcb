/// A name as it stands in the line being read: borrowed UTF-8 bytes, valid only until the next line is decoded.
///
/// The common line names things that are known already; looking them up by their bytes costs no allocation.
package struct Name: BitwiseCopyable {
    package let bytes: UnsafeBufferPointer<UInt8>

    package init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// An owned copy.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
