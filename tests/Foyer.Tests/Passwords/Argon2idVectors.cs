using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Tests.Passwords;

/// <summary>What the reference implementation answers; the rows are printed by <c>argon2-vectors.mjs</c> beside this file.</summary>
internal static class Argon2idVectors
{
    /// <summary>Password, salt, memory in KiB, passes, lanes, tag.</summary>
    public static TheoryData<string, string, int, int, int, string> Named { get; } = new()
    {
        { "", "somesalt", 8, 1, 1, "00a6a5f9" },
        { "password", "somesalt", 64, 1, 1, "729c7a54441bc13559bdca71348c4e554599e719c08a952601ed5c83618c1bbd" },
        { "password", "0123456789abcdef", 19456, 2, 1, "d2ab07b39ef7f8b806227cd86fbb11aa5393066a98e17eacacd126eb26e9276d" },
        { "correct horse battery staple", "0123456789abcdef", 19456, 2, 1, "832e52b959b967b570ee4781f6c7bda7ced019ca266ac781fd2d94d4e853b0cd" },
        { "pässwörd 🚪", "0123456789abcdef", 19456, 2, 1, "8d75d225463739f2cc38f593eb343574c2d9fb4e292ddc524b774d80f78715fb" },
        { "password", "0123456789abcdef", 65536, 3, 4, "b8a64b68dea6b88ca8c8862be706aac37cbecda0db7bd68b48f8fa2e7feb6f3e" },
        {
            "password", "0123456789abcdef", 12288, 3, 1,
            "b66201175c7ef792c0047c111b0c3a5ca1e34774be473517e651211a29b1f6cb90826976986a69e4cddf04fddd87aff4e71a82e79a62851e53a8c30e1b8a5b5c"
        },
        {
            "password", "0123456789abcdef", 9216, 4, 1,
            "f4b40d1b841b305043053a7db774c27665324168929a2e63848045e60b67cb4c079004129371b7a99489879cdd6ca1b2bf86012e958c46e89b57f55698fe6c8e"
            + "f4"
        },
        {
            "password", "0123456789abcdef", 7168, 5, 1,
            "d520d2f506395039d7caf3e535e42f6d959152b39be745167603b425baaafb89fe5fe9ed3f7f4767878c38b910de6e9b28c4c5b450f263974d399af48209ef28"
            + "a70f07ab9b71e8a03a9e7c6793dea457dd099ef74755142cca777379599d891d"
        },
        {
            "password", "0123456789abcdef", 47104, 1, 1,
            "c081b4a8fbbaef1ec651d1420070a45d702196af6947e772abf637384e310f9ccb26e80e7e0083e3464c539184f80f8047e4e000de2cb3609503e274a7cd5eaa"
            + "66180510bafb291d32229a34cdc13988a7409805e429c25a32da3495e2f6f113a4541dcfb5d9030d2e26d6e16db1e159f3c1bb07420f7da4610cfff550090f01"
        },
        { "password", "0123456789abcdef", 1027, 2, 2, "801c3465352fa14df58433fe302ef3550a5d5726da5e15698ab80dd8841b7069" },
        { "password", "0123456789abcdef", 513, 1, 1, "9638699c20de10b85f8d997a362e3fc5890341e902d6b1eee04906c845772e6c" },
        {
            new string('x', 1000), new string('s', 128), 256, 2, 8,
            "6dc692a6b981ae7034e3fa9b54db2f1fe92bdda2851e8ebc1d9e0fc6bc8a4fd2b4efc28e26b6aa089d7ce9e295fd5134e20cf8f41b346fa267b184e31d07b718"
            + "4db904fbc2082675262d55f9ccaada003aa1a8489ff2496e45bc1858223d12c20ed1c09e41a05153d46eeed349e4ddb5038b2e0460bc9ad9adc7de4ace904ec8"
            + "219ff6b40bca4738e2201e4bb32e4ac544e9ab03def418509acf86c6b9a9a1373041eb6dd9b810a2e375dbf2ed3157662cb79fd641a18bc4c829ca8fedff820e"
            + "d5d2e3e796bbde4c79dbdef4c477ce67f09f5490ea73d73d658341a85a1e996b9a4b8fe3e8c2aa8cee3b3569f8d19d17da544697759dcbcee93f040358132593"
            + "03a23c713ab569f5411f504ad56f4b5d96ec8bf6b91cf08dcffcab0725d6d37d275a0957fe42d77f5e6e43c9619fefcce4a38f57dfc8e607a441ed9c0e9ecb0f"
            + "874fa9f386e94566cf7ab929ba63af04da985bdaaf67db6eff2676e1c32a3f6987dc56e8da977be481a6aee2173d80b5d174e2a03fe7f393f25c3159da96b3e9"
            + "91aeb23ca8c57c0b1562c85c565cec8efc057e49351a8f79a608989495d4111fbc3f9d479d7526b51a35c6d8fd34bfa5280ce120525b3d3e8fdba6e9b7808b06"
            + "c5126849e5d2f71b39dbc119e264d92227224180423a8f3a3b5b0053d6c67047379ccc4dad241f679a79dd1165507760a896884a2b7997e1f9d1b9c7091bdc9e"
        },
    };

    /// <summary>The SHA-256 of the tags of a thousand derived cases, by the thousand they begin at.</summary>
    public static TheoryData<int, string> Thousands { get; } = new()
    {
        { 0, "cacc582924f47e061e2b8579bc1475b4be7733f4d9e029190d444e94b80f5c5c" },
        { 1, "b704007677a0a27072843679059e4c3934bf76f5b20a6e48b732a696803a7077" },
        { 2, "c01910c62e7e6abaf1acc823fe4ab34889fa9af32408c2b605678faf09cbb79e" },
        { 3, "6d29204a42953c4502a5d2fb9274330cb7ec5e46e5032a680c42555e9549ea58" },
        { 4, "7684d900b4039ea7c38392a959425b6f302c9feecfc71efc30d84c9d2222ad95" },
        { 5, "a5977d91bb1c95a428e6d94c4688bc2a5011b7af3a51aa54e1cab47d3b8251a2" },
        { 6, "c27b2cf27afeb7a7cc07889991fc03edad7325d3b4ca4ded2eb92a7fda72050d" },
        { 7, "2c1bbe9d9b7e82af0c143d25ccd9398516f77794723ddf283e5eae36eadfe0c4" },
        { 8, "f7b2ed692b897c40ee6972ce30a5bed383a5c085ed4efd6c67d3460c1a2ab0af" },
        { 9, "65b06f6348362667c024b478ebf25b67316677521d42c5d27e84cd7ef8b38c22" },
    };

    /// <summary>A case whose costs, lengths and bytes all follow from its number.</summary>
    public static Argon2Case Case(int number)
    {
        byte[] dice = Bytes("dice", number, 64);
        int lanes = 1 + (dice[0] % 4);
        return new Argon2Case
        {
            Lanes = lanes,
            MemoryKiB = (8 * lanes) + (number % 16 == 0 ? 600 + (5 * dice[1]) : dice[1] % 64),
            Passes = 1 + (dice[2] % 3),
            TagLength = 4 + (dice[3] % 125),
            Password = Bytes("password", number, dice[4] % 65),
            Salt = Bytes("salt", number, 8 + (dice[5] % 25)),
            Secret = Bytes("secret", number, dice[6] % 33),
            AssociatedData = Bytes("data", number, dice[7] % 33),
        };
    }

    private static byte[] Bytes(string label, int number, int length) =>
        SHA512.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{label} {number}")))[..length];
}

internal sealed record Argon2Case
{
    public required int Lanes { get; init; }

    public required int MemoryKiB { get; init; }

    public required int Passes { get; init; }

    public required int TagLength { get; init; }

    public required byte[] Password { get; init; }

    public required byte[] Salt { get; init; }

    public required byte[] Secret { get; init; }

    public required byte[] AssociatedData { get; init; }
}
