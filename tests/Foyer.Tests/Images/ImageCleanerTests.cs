using System.Diagnostics;
using System.Text;
using Foyer.Server;
using Foyer.Server.Images;

namespace Foyer.Tests.Images;

/// <summary>What is taken for a picture, and what is left of it.</summary>
public sealed class ImageCleanerTests
{
    private static readonly Dictionary<string, string> Types = new() { ["png"] = "image/png", ["jpeg"] = "image/jpeg", ["gif"] = "image/gif", ["webp"] = "image/webp" };

    public static TheoryData<string> Kinds => ["png", "jpeg", "gif", "webp"];

    [Theory, MemberData(nameof(Kinds))]
    public void A_picture_is_taken_for_what_it_is_and_what_draws_it_stays(string kind)
    {
        byte[] file = Pictures.Of(kind);
        CleanImage clean = Accepted(file);
        Assert.Equal(Types[kind], clean.ContentType);
        Assert.Equal(kind is "png" or "jpeg" ? (8, 8) : (1, 1), (clean.Width, clean.Height));
        Assert.Equal(file, clean.Bytes);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Words_places_profiles_and_thumbnails_are_left_out(string kind)
    {
        byte[] file = Pictures.WithSecrets(kind);
        Assert.Contains(Pictures.Canary, Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        CleanImage clean = Accepted(file);
        string text = Encoding.Latin1.GetString(clean.Bytes);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.All(["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "iCCP", "Exif", "ICC_PROFILE", "Photoshop", "XMP", "JUNK", "EXIF"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        Assert.Equal(clean.Bytes, Accepted(clean.Bytes).Bytes);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_stands_after_the_end_is_cut_off(string kind)
    {
        byte[] file = Pictures.Of(kind);
        Assert.Equal(file, Accepted([.. file, .. Pictures.Text("<script>alert(1)</script>PK\u0003\u0004")]).Bytes);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_picture_that_ends_too_early_is_refused_wherever_it_ends(string kind)
    {
        byte[] file = Pictures.WithSecrets(kind);
        for (int length = 0; length < file.Length; length++)
        {
            Refused(file[..length]);
        }
    }

    [Fact]
    public void Other_kinds_and_texts_that_pretend_are_refused()
    {
        foreach (string text in new[]
        {
            "", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "<?xml version='1.0'?><svg/>", "<!DOCTYPE html><script>alert(1)</script>", "%PDF-1.7", "PK\u0003\u0004", "BM", "II*\0", "\0\0\u0001\0",
            "GIF89a/*\0\0\0*/=alert(1);", "GIF89a", "\u0089PNG\r\n\u001a\n<script>alert(1)</script>", "\u00ff\u00d8\u00ff", "RIFF\u0004\0\0\0WEBP", "RIFF\0\0\0\0WAVE",
        })
        {
            Refused(Pictures.Text(text));
        }
    }

    [Fact]
    public void Sizes_beyond_the_limit_are_refused_from_the_header_alone()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch time = Stopwatch.StartNew();
        byte[] some = Pictures.Deflate(new byte[100]);
        foreach (byte[] file in new[]
        {
            Pictures.PngOf(1, 500_000_000, some), Pictures.PngOf(30_000, 30_000, some), Pictures.PngOf(0, 1, some), Pictures.PngOf(-1, 1, some), Pictures.PngOf(4097, 1, some),
            Pictures.JpegOf(65_535, 65_535, 0xC0, 1), Pictures.JpegOf(4097, 8, 0xC2, 1), Pictures.JpegOf(0, 8, 0xC0, 1),
            Pictures.Gif(1, null, 65_535, 65_535), Pictures.Gif(1, null, 4097, 1), Pictures.WebP(16_384, 16_384), Pictures.WebP(4097, 1),
        })
        {
            Refused(file);
        }

        Assert.True(time.ElapsedMilliseconds < 500, $"Refusing twelve headers took {time.ElapsedMilliseconds} ms.");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }

    [Fact]
    public void Pixels_that_are_more_or_fewer_than_promised_are_refused()
    {
        Refused(Pictures.PngOf(1, 1, Pictures.Deflate(new byte[50_000_000])));
        Refused(Pictures.PngOf(100, 100, Pictures.Deflate(new byte[100])));
        Refused(Pictures.PngOf(8, 8, Pictures.Text("no zlib at all")));
        Accepted(Pictures.Png(4096, 4096));
    }

    [Fact]
    public void A_compressed_text_that_would_fill_the_memory_is_not_opened()
    {
        byte[] bomb = Pictures.Chunk("zTXt", [.. Pictures.Text("a\0\0"), .. Pictures.Deflate(new byte[200_000_000])]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Pictures.Png(8, 8), Accepted(Pictures.Png(8, 8, bomb)).Bytes);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * 1024 * 1024);
    }

    [Fact]
    public void An_animated_png_keeps_its_first_frame_only()
    {
        byte[][] frames = [Pictures.Chunk("acTL", new byte[8]), .. Enumerable.Repeat(Pictures.Chunk("fcTL", new byte[26]), 10_000)];
        Assert.Equal(Pictures.Png(8, 8), Accepted(Pictures.Png(8, 8, frames)).Bytes);
    }

    [Fact]
    public void Png_chunks_out_of_place_or_changed_are_refused()
    {
        Refused(Pictures.Png(8, 8, Pictures.Chunk("ABCD", [1])));
        Refused(Pictures.Png(8, 8, Pictures.Chunk("gAMA", new byte[5])));
        Refused(Pictures.Png(8, 8, Pictures.Chunk("gAMA", new byte[4]), Pictures.Chunk("gAMA", new byte[4])));
        byte[] changed = Pictures.Png(8, 8);
        changed[^20] ^= 1;
        Refused(changed);
    }

    [Fact]
    public void Animations_of_too_many_frames_are_refused()
    {
        Accepted(Pictures.Gif(ImageCleaner.MaxFrames));
        Refused(Pictures.Gif(ImageCleaner.MaxFrames + 1));
        Refused(Pictures.Gif(10_000));
        Assert.Equal(Pictures.AnimatedWebP(ImageCleaner.MaxFrames), Accepted(Pictures.AnimatedWebP(ImageCleaner.MaxFrames)).Bytes);
        Refused(Pictures.AnimatedWebP(ImageCleaner.MaxFrames + 1));
        Refused(Pictures.JpegOf(8, 8, 0xC2, 65));
    }

    [Theory, InlineData(0xC3), InlineData(0xC5), InlineData(0xC9), InlineData(0xCF)]
    public void Jpegs_browsers_do_not_draw_are_refused(byte frame) => Refused(Pictures.JpegOf(8, 8, frame, 1));

    [Fact]
    public void Which_way_up_stays_and_where_it_was_taken_does_not()
    {
        CleanImage clean = Accepted(Pictures.Jpeg(Pictures.Segment(0xE1, [.. Pictures.Text("Exif\0\0"), .. Pictures.Tiff(6)])));
        string text = Encoding.Latin1.GetString(clean.Bytes);
        Assert.DoesNotContain(Pictures.Canary, text, StringComparison.Ordinal);
        Assert.Contains("Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006", text, StringComparison.Ordinal);
        Assert.Equal(clean.Bytes, Accepted(clean.Bytes).Bytes);
    }

    [Fact]
    public void A_file_larger_than_ten_megabytes_is_refused()
    {
        byte[] file = Pictures.Png(8, 8, Pictures.Chunk("tEXt", new byte[ImageCleaner.MaxBytes]));
        Assert.True(ImageCleaner.Clean(file).IsFault(out Fault? fault));
        Assert.Equal("avatar_file_size_exceeded", fault.Code);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Ten_thousand_damaged_pictures_break_nothing(string kind)
    {
        byte[][] whole = [Pictures.Of(kind), Pictures.WithSecrets(kind), .. kind switch { "gif" => [Pictures.Gif(5)], "webp" => [Pictures.AnimatedWebP(5)], _ => Array.Empty<byte[]>() }];
#pragma warning disable RS0030 // The same damage in every run is the point.
        Random random = new(20261121);
#pragma warning restore RS0030
        Stopwatch time = Stopwatch.StartNew();
        for (int round = 0; round < 10_000; round++)
        {
            byte[] file = [.. whole[random.Next(whole.Length)]];
            for (int changes = random.Next(1, 8); changes > 0; changes--)
            {
                file[random.Next(file.Length)] = random.Next(4) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            Outcome<CleanImage> outcome = ImageCleaner.Clean(file);
            if (!outcome.IsFault(out _, out CleanImage clean))
            {
                Assert.True(clean.Bytes.Length <= file.Length + 64);
                Assert.True(ImageCleaner.IsSize(clean.Width, clean.Height));
                Assert.Equal(clean.Bytes, Accepted(clean.Bytes).Bytes);
            }
        }

        Assert.True(time.Elapsed < TimeSpan.FromSeconds(60), $"It took {time.Elapsed}.");
    }

    private static CleanImage Accepted(byte[] file)
    {
        Assert.False(ImageCleaner.Clean(file).IsFault(out Fault? fault, out CleanImage clean), fault?.Code);
        return clean;
    }

    private static void Refused(byte[] file)
    {
        Assert.True(ImageCleaner.Clean(file).IsFault(out Fault? fault));
        Assert.Equal("avatar_file_type_invalid", fault.Code);
    }
}
