using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server;
using Foyer.Server.BotProtection;

namespace Foyer.Tests.Server;

/// <summary>Proof of work without a server around it.</summary>
public sealed class ProofOfWorkTests
{
    [Theory]
    [InlineData("ff", 0)]
    [InlineData("80", 0)]
    [InlineData("7f", 1)]
    [InlineData("01", 7)]
    [InlineData("0080", 8)]
    [InlineData("000001", 23)]
    [InlineData("0000", 16)]
    public void Leading_zero_bits_are_counted(string hash, int bits) => Assert.Equal(bits, ProofOfWork.ZeroBits(Convert.FromHexString(hash)));

    [Fact]
    public void A_solution_is_read_back_and_only_under_its_own_key_and_instance()
    {
        using KeyEncryptionKey kek = new(KeyEncryptionKey.New());
        using KeyEncryptionKey other = new(KeyEncryptionKey.New());
        ProofOfWork challenge = new("ins_1", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), 6, "n0nce");
        string text = challenge.ToText(kek);
        string solution = Enumerable.Range(0, int.MaxValue).Select(number => string.Create(CultureInfo.InvariantCulture, $"{text}.{number}"))
            .First(candidate => ProofOfWork.ZeroBits(SHA256.HashData(Encoding.ASCII.GetBytes(candidate))) >= 6);

        Assert.Equal(challenge, ProofOfWork.Solved(kek, "ins_1", solution));
        Assert.Null(ProofOfWork.Solved(kek, "ins_2", solution));
        Assert.Null(ProofOfWork.Solved(other, "ins_1", solution));
        Assert.Null(ProofOfWork.Solved(kek, "ins_1", text));
    }
}
