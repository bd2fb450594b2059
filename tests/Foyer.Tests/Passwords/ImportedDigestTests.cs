using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Passwords;
using Foyer.Server.Passwords.Imports;

namespace Foyer.Tests.Passwords;

/// <summary>Hashes of other systems: published vectors, sums over cases computed by other implementations, and what is refused.</summary>
public sealed class ImportedDigestTests
{
    private const string Password = "correct horse battery";

    /// <summary>Digests of <see cref="Password"/> as other implementations write them, by hasher.</summary>
    public static TheoryData<string, string> Digests { get; } = new()
    {
        { "argon2i", "$argon2i$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$65siKcc5anPWJJqpD8jSQRfZRvT02M7kFSlIUOJhslM" },
        { "argon2i", "$argon2i$v=19$m=4096,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$xfd6nWUJmrc7tjYQkLwp6kzpzjp48RPjcvsgUOKILAA" },
        { "argon2id", "$argon2id$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU" },
        { "argon2id", "$argon2id$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA==$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU=" },
        { "bcrypt", "$2a$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo." },
        { "bcrypt", "$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo." },
        { "bcrypt", "$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo." },
        { "bcrypt_peppered", "$2a$05$abcdefghijklmnopqrstuu9ktM76y.ViG9tyUoaJb/ljdlF/oG/HK$pepper" },
        { "bcrypt_peppered", "$2a$05$abcdefghijklmnopqrstuuYrisr6kaZDmMSc9N95YZHx9/dHxFCIi$" + new string('p', 128) },
        { "bcrypt_sha256_django", "bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuGcuILa2E37uJs3NexF6McyNsliG6nJW" },
        { "hmac_sha256_utf16_b64", "hmac_sha256_utf16_b64$MDEyMzQ1Njc4OWFiY2RlZg==$zJ2lmoPw/T+YtNp6i/cbuyrdi8IS2zXjlUXVjUThg14=" },
        { "hmac_sha256_utf16_b64", "MDEyMzQ1Njc4OWFiY2RlZg==$9BAoIco6FfRSSzBJQ5XWD2ZhDwcJQJLv8M/lGBIpDxY=" },
        { "ldap_ssha", "{SSHA}+zgJCcduvLFhD+Rk7/v3C0FqyKpzYWx0c2FsdA==" },
        { "md5", "88e4ddd2402d92d50e1879d6ecd9ffd4" },
        { "md5", "88E4DDD2402D92D50E1879D6ECD9FFD4" },
        { "md5_phpass", "$P$6saltsalt0z6SpGaNZwDe7avTJyGJA/" },
        { "md5_phpass", "U$P$6saltsalt0z6SpGaNZwDe7avTJyGJA/" },
        { "md5_salted", "s4lt$913096ce25bd4c61f4e380c8d38024d2" },
        { "md5_salted", "s4lt$496ec69c8e946fb4ab3695fda9cb1a25" },
        { "pbkdf2_sha1", "pbkdf2_sha1$1000$00a1b2c3d4e5f607$97d956d3d1fc9ee3eb59435a12b00f2cf465214d3358c548f75024214175122c" },
        { "pbkdf2_sha1", "pbkdf2_sha1$1000$saltsalt$cea3e013aa4bcafa5342ad0d5f2746a8ae13bee5$20" },
        { "pbkdf2_sha256", "pbkdf2_sha256$1000$c2FsdHNhbHQ=$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=" },
        { "pbkdf2_sha256_django", "pbkdf2_sha256$1000$saltsalt$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=" },
        { "pbkdf2_sha512", "pbkdf2_sha512$1000$saltsalt$02567ce5588cc9878b9f9131372ddb200b77d136431d88491c1725707eca033e23530e83def22d816521e7683443d30039775cf37ff39bfada5714e0878adf32" },
        { "pbkdf2_sha512_hex", "pbkdf2_sha512_hex$1000$00a1b2c3d4e5f607$16d30deeb66fdf1db8884d0265c48d9518ea1f9214567eb9a9ca7bf78b2d1131159b4f96d4b84e2c69afa95524403cffe7ec38699476d4894c16ebe0609042a2" },
        { "phpass", "$P$6saltsaltcPfKyXKLVjrYFqYLXO.Nk." },
        { "phpass", "$H$6saltsaltcPfKyXKLVjrYFqYLXO.Nk." },
        { "scrypt_werkzeug", "scrypt:1024:8:1$saltsalt$cc71aa5f0a9589786e2ab2593b2a264e5302f5ffda9be28b2da5dab8533c5ee8d278fad565b248ca30ab540536611c178d056c9b235266a64bb1ff459da90195" },
        { "scrypt_werkzeug", "$scrypt:1024:8:1$saltsalt$zHGqXwqViXhuKrJZOyomTlMC9f/am+KLLaXauFM8XujSePrVZbJIyjCrVAU2YRwXjQVsmyNSZqZLsf9FnakBlQ==" },
        { "sha256", "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72" },
        { "sha256_salted", "s4lt$6828f834476ad66e8d7da38be36818224116cdc87b0a07d0dd4b91ba315576a3" },
        { "sha512_symfony", "sha512_symfony$100$saltsalt$3IqAbhcK3WQ/mpSdyQsNC4sagsQ5j3XkgxhIM7XVLa/J8fJr4xyvVUy3qVv48J6ts1vdhrB5lmQf19isaVwVmA==" },
    };

    /// <summary>Hasher, password and digest where they were published: bcrypt's by Openwall, scrypt's in RFC 7914 and Firebase's own documentation, PBKDF2's in RFC 6070 (and RFC 7914), phpass's with its test program.</summary>
    public static TheoryData<string, string, string> Published { get; } = new()
    {
        { "bcrypt", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
        { "bcrypt", "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK" },
        { "bcrypt", "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a" },
        { "bcrypt", "", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy" },
        { "phpass", "test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0" },
        {
            "scrypt_firebase", "user1password",
            "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$42xEC+ixf3L2lw==$"
            + "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$Bw==$8$14"
        },
        { "scrypt_werkzeug", "pleaseletmein", "scrypt:16384:8:1$SodiumChloride$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887" },
        { "scrypt_werkzeug", "password", "scrypt:1024:8:16$NaCl$fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640" },
        { "pbkdf2_sha1", "password", "pbkdf2_sha1$4096$salt$4b007901b765489abead49d926f721d065a429c1" },
        { "pbkdf2_sha1", "passwordPASSWORDpassword", "pbkdf2_sha1$4096$saltSALTsaltSALTsaltSALTsaltSALTsalt$3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038$25" },
        { "md5", "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
        { "sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    };

    [Fact]
    public void Every_hasher_has_a_digest_here() =>
        Assert.Equal(ImportedHashers.Names, Digests.Select(row => row.Data.Item1).Concat(Published.Select(row => row.Data.Item1)).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Digests))]
    public void A_digest_of_another_implementation_takes_its_password_and_no_other(string hasher, string digest)
    {
        ImportedDigest read = Read(hasher, digest);

        Assert.True(Matches(read, Password));
        Assert.All(new[] { "", Password + "!", Password[..^1], Password + "\0", "Correct horse battery", Password + Password }, wrong => Assert.False(Matches(read, wrong)));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_vectors_are_answered(string hasher, string password, string digest)
    {
        ImportedDigest read = Read(hasher, digest);

        Assert.True(Matches(read, password));
        Assert.False(Matches(read, password + "x"));
    }

    [Fact]
    public void Argon2i_answers_the_vector_of_RFC_9106_section_5_2_on_every_path() => Assert.All(Argon2Paths.Supported, path =>
    {
        byte[] tag = new byte[32];

        Argon2id.Hash(path, Filled(32, 1), Filled(16, 2), 32, 3, 4, tag, Filled(8, 3), Filled(12, 4), Argon2Variant.I);

        Assert.Equal("c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8", Convert.ToHexStringLower(tag));
    });

    [Fact]
    public void Bcrypt_answers_as_another_implementation_in_hundreds_of_cases() => Assert.Equal("2dbb3865dc4bf57780b8fd8a7ba020936be1d724b98c9b4677e169a7d5a91ad9", Sum(400, (number, dice) =>
    {
        byte[] password = Derived(number, dice[4]);
        byte[] hash = new byte[Bcrypt.HashLength];
        Bcrypt.Hash(password, Bytes("salt", number, 16), 4 + (number % 2), hash);
        return password.Length == 0 ? [] : hash;
    }));

    [Fact]
    public void Scrypt_answers_as_another_implementation_in_hundreds_of_cases() => Assert.Equal("b1fdeac06b2b29845082c94187099a2745fc1710c373465ec55b1da77d35616c", Sum(300, (number, dice) =>
    {
        byte[] key = new byte[64];
        Scrypt.Derive(Derived(number, dice[4]), Bytes("salt", number, dice[5] % 33), 2 << (dice[0] % 9), 1 + (dice[1] % 9), 1 + (dice[2] % 3), key);
        return key;
    }));

    [Fact]
    public void Argon2i_answers_as_another_implementation_in_hundreds_of_cases() => Assert.Equal("2b8344d2158e6a165b38675474a1b511a3758d7da5288886f87c86a2402237c1", Sum(300, (number, dice) =>
    {
        int lanes = 1 + (dice[0] % 4);
        byte[] tag = new byte[16 + (dice[3] % 113)];
        Argon2id.Hash(
            [(byte)'x', .. Derived(number, dice[4])], Bytes("salt", number, 8 + (dice[5] % 25)), (8 * lanes) + (number % 16 == 0 ? 600 + (5 * dice[1]) : dice[1] % 64), 1 + (dice[2] % 3), lanes, tag,
            variant: Argon2Variant.I);
        return tag;
    }));

    /// <summary>bcrypt reads 72 bytes and stops at a NUL; what it does not read must not count as typed.</summary>
    [Fact]
    public void What_bcrypt_would_not_read_is_never_right()
    {
        string full = new('a', Bcrypt.MaxPassword);
        ImportedDigest read = Read("bcrypt", Made(full));

        Assert.True(Matches(read, full));
        Assert.False(Matches(read, full + "b"));
        Assert.False(Matches(read, full + full));
        Assert.False(Matches(Read("bcrypt", Made("ab")), "ab\0ab"));
        Assert.False(Matches(Read("bcrypt_peppered", Made(full) + "$pepper"), full + "b"));
        Assert.True(Matches(Read("bcrypt_peppered", Made(full) + "$pepper"), full));
    }

    [Theory]
    [InlineData("bcrypt", "$2b$17$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.")]
    [InlineData("bcrypt", "$2b$31$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.")]
    [InlineData("bcrypt_sha256_django", "bcrypt_sha256$$2b$17$abcdefghijklmnopqrstuuGcuILa2E37uJs3NexF6McyNsliG6nJW")]
    [InlineData("pbkdf2_sha256", "pbkdf2_sha256$10000001$c2FsdHNhbHQ=$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=")]
    [InlineData("pbkdf2_sha256_django", "pbkdf2_sha256$99999999999999999999$saltsalt$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=")]
    [InlineData("argon2id", "$argon2id$v=19$m=65537,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU")]
    [InlineData("argon2id", "$argon2id$v=19$m=65536,t=1000,p=1$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU")]
    [InlineData("argon2i", "$argon2i$v=19$m=65536,t=1,p=4096$c2FsdHNhbHRzYWx0c2FsdA$65siKcc5anPWJJqpD8jSQRfZRvT02M7kFSlIUOJhslM")]
    [InlineData("scrypt_werkzeug", "scrypt:131072:8:1$saltsalt$cc71aa5f0a9589786e2ab2593b2a264e5302f5ffda9be28b2da5dab8533c5ee8d278fad565b248ca30ab540536611c178d056c9b235266a64bb1ff459da90195")]
    [InlineData("scrypt_werkzeug", "scrypt:1024:8:64$saltsalt$cc71aa5f0a9589786e2ab2593b2a264e5302f5ffda9be28b2da5dab8533c5ee8d278fad565b248ca30ab540536611c178d056c9b235266a64bb1ff459da90195")]
    [InlineData("scrypt_werkzeug", "scrypt:2:1000:1$saltsalt$cc71aa5f0a9589786e2ab2593b2a264e5302f5ffda9be28b2da5dab8533c5ee8d278fad565b248ca30ab540536611c178d056c9b235266a64bb1ff459da90195")]
    [InlineData("scrypt_firebase", "MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc=$MDEyMzQ1Njc4OWFiY2RlZg==$Bw==$8$30")]
    [InlineData("phpass", "$P$zsaltsaltcPfKyXKLVjrYFqYLXO.Nk.")]
    [InlineData("sha512_symfony", "sha512_symfony$1000001$saltsalt$3IqAbhcK3WQ/mpSdyQsNC4sagsQ5j3XkgxhIM7XVLa/J8fJr4xyvVUy3qVv48J6ts1vdhrB5lmQf19isaVwVmA==")]
    public void A_digest_that_costs_too_much_to_check_is_refused(string hasher, string digest)
    {
        DigestReading reading = ImportedHashers.Read(hasher, digest);

        Assert.True(reading.IsTooCostly);
        Assert.Null(reading.Digest);
    }

    [Theory]
    [InlineData("argon2i", "$argon2id$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU")]
    [InlineData("argon2id", "$argon2id$v=16$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU")]
    [InlineData("argon2id", "$argon2id$v=19$m=8,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU")]
    [InlineData("argon2id", "$argon2id$v=19$m=256,t=0,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU")]
    [InlineData("argon2id", "$argon2id$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1")]
    [InlineData("argon2id", "$argon2id$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU\n")]
    [InlineData("bcrypt", "$2x$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.")]
    [InlineData("bcrypt", "$2b$03$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.")]
    [InlineData("bcrypt", "$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo")]
    [InlineData("bcrypt", "$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.$pepper")]
    [InlineData("bcrypt_peppered", "$2a$05$abcdefghijklmnopqrstuu9ktM76y.ViG9tyUoaJb/ljdlF/oG/HK")]
    [InlineData("ldap_ssha", "{SSHA}+zgJCcduvLFhD+Rk7/v3C0FqyKo=")]
    [InlineData("md5", "88e4ddd2402d92d50e1879d6ecd9ffd")]
    [InlineData("md5", "")]
    [InlineData("md5_salted", "$913096ce25bd4c61f4e380c8d38024d2")]
    [InlineData("phpass", "U$P$6saltsaltcPfKyXKLVjrYFqYLXO.Nk.")]
    [InlineData("phpass", "$P$.saltsaltcPfKyXKLVjrYFqYLXO.Nk.")]
    [InlineData("pbkdf2_sha1", "pbkdf2_sha1$1000$saltsalt$cea3e013aa4bcafa5342ad0d5f2746a8ae13bee5$32")]
    [InlineData("pbkdf2_sha256", "pbkdf2_sha256$1000$c2FsdHNhbHQ=$AAAA")]
    [InlineData("pbkdf2_sha256", "pbkdf2_sha256$0$c2FsdHNhbHQ=$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=")]
    [InlineData("pbkdf2_sha256", "pbkdf2_sha256$-1$c2FsdHNhbHQ=$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=")]
    [InlineData("scrypt_werkzeug", "scrypt:1000:8:1$saltsalt$cc71aa5f0a9589786e2ab2593b2a264e5302f5ffda9be28b2da5dab8533c5ee8d278fad565b248ca30ab540536611c178d056c9b235266a64bb1ff459da90195")]
    [InlineData("sha256", "88e4ddd2402d92d50e1879d6ecd9ffd4")]
    public void A_text_that_is_no_digest_of_the_hasher_is_refused(string hasher, string digest)
    {
        DigestReading reading = ImportedHashers.Read(hasher, digest);

        Assert.Null(reading.Digest);
        Assert.False(reading.IsTooCostly);
    }

    [Fact]
    public void Any_text_is_read_without_an_accident()
    {
        string[] seeds = [.. Digests.Select(row => row.Data.Item2), .. Published.Select(row => row.Data.Item3)];
        for (int number = 0; number < 4000; number++)
        {
            byte[] dice = Bytes("text", number, 64);
            char[] text = seeds[dice[0] % seeds.Length].ToCharArray();
            for (int change = 0; change < 1 + (dice[1] % 4); change++)
            {
                text[dice[2 + (2 * change)] % text.Length] = "$:,=0123456789abcxyz{}\0\n\u00e9\u20ac"[dice[3 + (2 * change)] % 26];
            }

            string shown = new string(text)[..(text.Length - (dice[20] % 3))];
            Assert.All(ImportedHashers.Names, hasher => ImportedHashers.Read(hasher, shown));
        }
    }

    private static ImportedDigest Read(string hasher, string digest)
    {
        ImportedDigest? read = ImportedHashers.Read(hasher, digest).Digest;
        Assert.NotNull(read);
        return read;
    }

    private static bool Matches(ImportedDigest digest, string password) => digest.Matches(Encoding.UTF8.GetBytes(password));

    /// <summary>A bcrypt digest of a password, by our own bcrypt, which the vectors above have proven.</summary>
    private static string Made(string password)
    {
        const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        const string Salt = "abcdefghijklmnopqrstuu";
        byte[] hash = new byte[Bcrypt.HashLength];
        Bcrypt.Hash(Encoding.UTF8.GetBytes(password), Bcrypt.Decode(Salt, Bcrypt.SaltLength), 4, hash);
        StringBuilder text = new("$2b$04$" + Salt);
        for (int bit = 0; bit < hash.Length * 8; bit += 6)
        {
            int word = (hash[bit / 8] << 8) | (bit / 8 + 1 < hash.Length ? hash[(bit / 8) + 1] : 0);
            text.Append(Alphabet[(word >> (10 - (bit % 8))) & 63]);
        }

        return text.ToString();
    }

    private static string Sum(int count, Func<int, byte[], byte[]> hash)
    {
        using IncrementalHash sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int number = 0; number < count; number++)
        {
            sum.AppendData(hash(number, Bytes("dice", number, 64)));
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    private static byte[] Derived(int number, int dice) =>
        [.. Bytes("password", number, 64).Concat(Bytes("more", number, 8)).Take(dice % 73).Select(octet => octet == 0 ? (byte)1 : octet)];

    private static byte[] Bytes(string label, int number, int length) => SHA512.HashData(Encoding.UTF8.GetBytes($"{label} {number}"))[..length];

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
