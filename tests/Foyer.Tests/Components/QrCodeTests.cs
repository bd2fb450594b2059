using System.Security.Cryptography;
using System.Text;
using Foyer.Components.Parts;

namespace Foyer.Tests.Components;

/// <summary>QR codes, module by module, against those another encoder (the npm package qrcode) draws with the same version, level and mask.</summary>
public sealed class QrCodeTests
{
    [Fact]
    public void A_small_code_is_drawn_module_by_module() => Assert.Equal(
        """
        #######.#.##..#######
        #.....#.#####.#.....#
        #.###.#.......#.###.#
        #.###.#.###.#.#.###.#
        #.###.#..###..#.###.#
        #.....#...###.#.....#
        #######.#.#.#.#######
        ........#####........
        #.##.###..###.#..#.##
        ....#..##..####..#..#
        #.....####.#......###
        ...#.#.##..#..####.##
        #####.###...#..#.#.#.
        ........#..#..#..##..
        #######.#.###..#.#...
        #.....#.#......#####.
        #.###.#.....#########
        #.###.#.####..#.##.#.
        #.###.#.#...#.##.##..
        #.....#..##..#..#...#
        #######.#.#..#..###..
        """.ReplaceLineEndings("\n"),
        Rows(QrCode.Of("foyer"u8.ToArray(), 1, isMedium: true, 3)));

    [Theory]
    [InlineData(17, 1, false, 0, "d3cecb40efddb3022b740085")]
    [InlineData(26, 2, true, 1, "5b5b6ac6013a1b01ebea032c")]
    [InlineData(78, 4, false, 2, "4e270e23b3cb8f203df2e8db")]
    [InlineData(84, 5, true, 4, "1bc69f2c66485a300f3d70ff")]
    [InlineData(122, 7, true, 5, "32bfc67d97341abba92cf398")]
    [InlineData(154, 7, false, 6, "5d5dba307216591069ea12ef")]
    [InlineData(180, 9, true, 7, "b9513dfec26467433a3bc917")]
    [InlineData(230, 9, false, 1, "93a95f7c2f50f84b358d7bb2")]
    [InlineData(213, 10, true, 3, "380262122ae7c56a54cbedb7")]
    [InlineData(271, 10, false, 5, "cef48ece192be3e29358286a")]
    [InlineData(360, 14, true, 2, "1eecf39578ddaf43d8f072ee")]
    [InlineData(412, 15, true, 6, "a5d33d91ddb47084ae95da95")]
    [InlineData(520, 15, false, 0, "4d1442a7fc1a54bdefd467c2")]
    public void Larger_codes_are_the_same_as_another_encoders(int length, int version, bool isMedium, int mask, string hash)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(33 + (i * 7 % 90)))];
        QrCode code = QrCode.Of(data, version, isMedium, mask);

        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Rows(code))))[..24]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 1)]
    [InlineData(18, 2)]
    [InlineData(230, 9)]
    [InlineData(231, 10)]
    [InlineData(520, 15)]
    public void The_smallest_version_is_taken(int length, int version) => Assert.Equal(version, QrCode.Of(new string('a', length)).Version);

    [Fact]
    public void What_does_not_fit_is_refused() => Assert.Throws<ArgumentException>(() => QrCode.Of(new string('a', 521)));

    [Fact]
    public void The_path_draws_each_dark_module_inside_a_quiet_border()
    {
        QrCode code = QrCode.Of("otpauth://totp/Acme:ada%40acme.dev?secret=JBSWY3DPEHPK3PXP&issuer=Acme");
        string path = code.ToPath();

        Assert.StartsWith("M4 4h7v1h-7z", path, StringComparison.Ordinal);
        int drawn = path.Split('M', StringSplitOptions.RemoveEmptyEntries).Sum(run => int.Parse(run.Split('h')[1].Split('v')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Rows(code).Count(module => module == '#'), drawn);
        Assert.InRange(code.Mask, 0, 7);
    }

    private static string Rows(QrCode code) => string.Join(
        '\n', Enumerable.Range(0, code.Size).Select(y => string.Concat(Enumerable.Range(0, code.Size).Select(x => code[x, y] ? '#' : '.'))));
}
