using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Foyer.Tests.Images;

/// <summary>Pictures made for tests, byte by byte: small, valid, and with whatever a test wants hidden in them.</summary>
public static class Pictures
{
    /// <summary>What must never come out again.</summary>
    public const string Canary = "52.5200N-13.4050E-canary";

    public static byte[] Of(string kind) => kind switch
    {
        "png" => Png(8, 8),
        "jpeg" => Jpeg(),
        "gif" => Gif(),
        "webp" => WebP(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The same with a canary in every place the kind has for words.</summary>
    public static byte[] WithSecrets(string kind) => kind switch
    {
        "png" => Png(8, 8, Chunk("tEXt", Text("GPS\0" + Canary)), Chunk("zTXt", [.. Text("GPS\0\0"), .. Deflate(Text(Canary))]), Chunk("iTXt", Text("XML:com.adobe.xmp\0\0\0\0\0" + Canary)),
            Chunk("eXIf", Text("MM\0*" + Canary)), Chunk("tIME", [7, 234, 11, 21, 12, 0, 0]), Chunk("iCCP", [.. Text("canary\0\0"), .. Deflate(Text(Canary))])),
        "jpeg" => Jpeg(Segment(0xE1, [.. Text("Exif\0\0"), .. Tiff(1)]), Segment(0xE1, Text("http://ns.adobe.com/xap/1.0/\0" + Canary)), Segment(0xE2, Text("ICC_PROFILE\0\u0001\u0001" + Canary)),
            Segment(0xED, Text("Photoshop 3.0\0" + Canary)), Segment(0xFE, Text(Canary))),
        "gif" => Gif(1, [.. new byte[] { 0x21, 0xFE }, .. Blocks(Text(Canary)), .. new byte[] { 0x21, 0xFF, 11 }, .. Text("XMP DataXMP"), .. Blocks(Text(Canary)), .. new byte[] { 0x21, 0x01 }, .. Blocks(Text(Canary))]),
        "webp" => Riff([.. RiffChunk("VP8X", [0x2C, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .. RiffChunk("ICCP", Text(Canary)), .. Vp8l(1, 1), .. RiffChunk("EXIF", Text(Canary)), .. RiffChunk("XMP ", Text(Canary)), .. RiffChunk("JUNK", Text(Canary))]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static byte[] Png(int width, int height, params byte[][] extra) => PngOf(width, height, Deflate(new byte[(long)height * (1 + (3 * width))]), extra);

    /// <summary>A PNG with any compressed pixels, whatever its header says.</summary>
    public static byte[] PngOf(int width, int height, byte[] compressed, params byte[][] extra)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. Text("PNG\r\n\u001a\n"), .. Chunk("IHDR", header), .. extra.SelectMany(chunk => chunk), .. Chunk("IDAT", compressed), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string name, byte[] body)
    {
        byte[] named = [.. Text(name), .. body];
        return [.. BigEndian(body.Length), .. named, .. BigEndian((int)Crc(named))];
    }

    /// <summary>A grey square of eight pixels, baseline.</summary>
    public static byte[] Jpeg(params byte[][] segments) => JpegOf(8, 8, 0xC0, 1, segments);

    public static byte[] JpegOf(int width, int height, byte frame, int scans, params byte[][] segments)
    {
        byte[] table = [1, .. new byte[15], 0];
        byte[] scan = [.. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 0x3F];
        return
        [
            0xFF, 0xD8,
            .. Segment(0xE0, [.. Text("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
            .. segments.SelectMany(segment => segment),
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
            .. Segment(frame, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]),
            .. Segment(0xC4, [0x00, .. table]), .. Segment(0xC4, [0x10, .. table]),
            .. Enumerable.Repeat(scan, scans).SelectMany(bytes => bytes),
            0xFF, 0xD9,
        ];
    }

    public static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    /// <summary>An Exif directory: which way up, and where it was taken.</summary>
    public static byte[] Tiff(byte orientation) =>
        [.. Text("II*\0"), 8, 0, 0, 0, 2, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0, .. Text(Canary)];

    public static byte[] Gif(int frames = 1, byte[]? extra = null, int width = 1, int height = 1) =>
    [
        .. Text("GIF89a"), (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        .. new byte[] { 0x21, 0xFF, 11 }, .. Text("NETSCAPE2.0"), 3, 1, 0, 0, 0,
        .. extra ?? [],
        .. Enumerable.Repeat(new byte[] { 0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0 }, frames).SelectMany(frame => frame),
        0x3B,
    ];

    public static byte[] WebP(int width = 1, int height = 1) => Riff(Vp8l(width, height));

    public static byte[] AnimatedWebP(int frames) => Riff(
    [
        .. RiffChunk("VP8X", [0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        .. RiffChunk("ANIM", new byte[6]),
        .. Enumerable.Repeat(RiffChunk("ANMF", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, .. Vp8l(1, 1)]), frames).SelectMany(frame => frame),
    ]);

    public static byte[] Riff(byte[] chunks) => [.. Text("RIFF"), .. LittleEndian(chunks.Length + 4), .. Text("WEBP"), .. chunks];

    public static byte[] RiffChunk(string name, byte[] body) => [.. Text(name), .. LittleEndian(body.Length), .. body, .. new byte[body.Length & 1]];

    public static byte[] Deflate(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }

    public static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Vp8l(int width, int height) =>
        RiffChunk("VP8L", [0x2F, .. LittleEndian((width - 1) | ((height - 1) << 14)), 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xFE, 0x07, 0x00]);

    private static byte[] Blocks(byte[] bytes) => [.. bytes.Chunk(255).SelectMany(block => block.Prepend((byte)block.Length)), 0];

    /// <summary>Bit by bit, as ISO 3309 writes it down.</summary>
    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] LittleEndian(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
