// Sections that several plugins share.

extension SectionSchema.Child {
    static let buffer = SectionSchema.Child(
        name: "buffer",
        isRequired: false,
        isRepeatable: false,
        body: .plugin(.buffer, defaultType: "memory")
    )
    static let fileBuffer = SectionSchema.Child(
        name: "buffer",
        isRequired: false,
        isRepeatable: false,
        body: .plugin(.buffer, defaultType: "file")
    )
    static let secondary = SectionSchema.Child.unsupported(
        "secondary",
        "<secondary> is not supported: chunks that are given up go to the dead-letter file of the output"
    )
    static let inject = SectionSchema.Child.unsupported(
        "inject",
        "<inject> is not supported: add fields with <filter> @type record_transformer"
    )
}
