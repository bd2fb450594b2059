namespace Foyer.Server.Images;

internal static class ImageFaults
{
    public static readonly Fault NotAnImage = new(422, "avatar_file_type_invalid", "File type not accepted", "The file is not a PNG, JPEG, GIF or WebP image of at most 4096 by 4096 pixels, or it is damaged.");

    public static readonly Fault TooLarge = new(422, "avatar_file_size_exceeded", "File too large", "The image is larger than 10 MB.");

    public static readonly Fault FileMissing = new(400, "request_body_invalid", "File missing", "Send exactly one file, as the field named file of a multipart form.");

    public static readonly Fault TooSlow = new(408, "request_timeout", "Upload too slow", "The file did not arrive within a minute.");

    public static readonly Fault None = new(404, "resource_not_found", "No image", "There is no profile image.");
}
