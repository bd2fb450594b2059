using System.Buffers;
using System.Buffers.Binary;

namespace Foyer.Server.Images;

/// <summary>An image as it is kept: nothing in it but what draws it.</summary>
/// <param name="ContentType">One of the four kinds taken.</param>
/// <param name="Width">In pixels, 1 to <see cref="ImageCleaner.MaxSide"/>.</param>
/// <param name="Height">In pixels, 1 to <see cref="ImageCleaner.MaxSide"/>.</param>
/// <param name="Bytes">The file.</param>
internal sealed record CleanImage(string ContentType, int Width, int Height, byte[] Bytes);

/// <summary>
/// Takes an uploaded file apart and writes it again from the parts that draw the picture. What it is, its bytes decide,
/// never its name. Nothing is decoded: every kind is walked by its structure, in time and memory bounded by the upload.
/// </summary>
/// <remarks>
/// Places, cameras, authors, thumbnails and colour profiles are left out, and so is whatever stands between the parts or
/// after the end, where a second file would hide.
/// </remarks>
internal static class ImageCleaner
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Largest width and height, in pixels.</summary>
    public const int MaxSide = 4096;

    /// <summary>Most frames of an animation.</summary>
    public const int MaxFrames = 300;

    /// <summary>Most pixels all frames of an animation have together: what sixteen pictures of the largest size have.</summary>
    public const long MaxFramePixels = 16L * MaxSide * MaxSide;

    /// <summary>The image; a fault when the bytes are none of the four kinds, are broken, or promise more than a browser should draw.</summary>
    public static Outcome<CleanImage> Clean(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxBytes)
        {
            return ImageFaults.TooLarge;
        }

        ArrayBufferWriter<byte> output = new(Math.Max(64, file.Length));
        (string Type, (int Width, int Height)? Size) read =
            PngFilter.Matches(file) ? ("image/png", PngFilter.Copy(file, output)) :
            JpegFilter.Matches(file) ? ("image/jpeg", JpegFilter.Copy(file, output)) :
            GifFilter.Matches(file) ? ("image/gif", GifFilter.Copy(file, output)) :
            WebPFilter.Matches(file) ? ("image/webp", WebPFilter.Copy(file, output)) :
            ("", null);
        return read.Size is var (width, height) ? new CleanImage(read.Type, width, height, output.WrittenSpan.ToArray()) : ImageFaults.NotAnImage;
    }

    /// <summary>Whether the bytes begin as one of the kinds does; tells a file from text that holds one.</summary>
    public static bool Matches(ReadOnlySpan<byte> file) => PngFilter.Matches(file) || JpegFilter.Matches(file) || GifFilter.Matches(file) || WebPFilter.Matches(file);

    public static bool IsSize(long width, long height) => width is > 0 and <= MaxSide && height is > 0 and <= MaxSide;
}

/// <summary>Reads forward through a file; every step says whether there was enough of it.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;

    public int At { get; private set; }

    public readonly int Left => _file.Length - At;

    public bool Byte(out byte value)
    {
        bool there = Take(1, out ReadOnlySpan<byte> bytes);
        value = there ? bytes[0] : (byte)0;
        return there;
    }

    public bool Take(long count, out ReadOnlySpan<byte> bytes)
    {
        if (count < 0 || count > Left)
        {
            bytes = default;
            return false;
        }

        bytes = _file.Slice(At, (int)count);
        At += (int)count;
        return true;
    }

    /// <summary>What lies ahead, for parts without a length.</summary>
    public readonly ReadOnlySpan<byte> Rest => _file[At..];
}

/// <summary>How many frames there were, and how much they hold together.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal struct FrameBudget
{
    private int _frames;
    private long _pixels;

    public bool Pay(long width, long height)
    {
        _frames++;
        _pixels += width * height;
        return _frames <= ImageCleaner.MaxFrames && _pixels <= ImageCleaner.MaxFramePixels;
    }

    public readonly bool HasAny => _frames > 0;
}

/// <summary>Numbers as the kinds write them.</summary>
internal static class ImageNumbers
{
    public static void WriteLittleEndian(this ArrayBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public static int ThreeBytes(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
