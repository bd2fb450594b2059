using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.RegularExpressions;
using Foyer.Server.Passwords.Imports;

namespace Foyer.Server.Passwords;

/// <summary>
/// A Bloom filter of SHA-1 hashes of passwords, mapped from a file: a billion take some 3 GB on disk and next to
/// nothing in memory. It never misses one that was put in; of others it takes about one in a hundred thousand for known.
/// </summary>
/// <remarks>The file: the mark, then the number of bits (8 bytes, little endian), then zeros up to byte 64, then the bits.</remarks>
internal sealed unsafe partial class BreachedPasswordFilter : IDisposable
{
    private const int HeaderLength = 64;
    private const int Probes = 17;
    private const int BitsForEach = 24;

    private static readonly byte[] Mark = "foyer-breached-passwords-1\n"u8.ToArray();
    private const int BitsAt = 32;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly ulong _bits;

    private BreachedPasswordFilter(MemoryMappedFile file, MemoryMappedViewAccessor view, ulong bits)
    {
        (_file, _view, _bits) = (file, view, bits);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset + HeaderLength;
    }

    /// <summary>Opens a filter file.</summary>
    /// <exception cref="StartupException">There is none, or it is something else.</exception>
    public static BreachedPasswordFilter Open(string path)
    {
        try
        {
            byte[] header = new byte[HeaderLength];
            using (FileStream stream = File.OpenRead(path))
            {
                stream.ReadExactly(header);
                ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(BitsAt));
                if (!header.AsSpan().StartsWith(Mark) || bits == 0 || bits % 64 != 0 || (ulong)stream.Length != HeaderLength + (bits / 8))
                {
                    throw new StartupException($"'{path}' is not a filter of breached passwords; make one with 'foyer breached-passwords build'.");
                }

                MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
                return new BreachedPasswordFilter(file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), bits);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The filter of breached passwords '{path}' cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Makes a filter file of a list: each line a password, or a SHA-1 hash in hex, which a colon and a count may follow.</summary>
    /// <returns>How many entries it holds.</returns>
    /// <exception cref="StartupException">The list cannot be read or is empty, or the file cannot be written.</exception>
    public static long Build(string list, string path)
    {
        try
        {
            long count = File.ReadLines(list).LongCount(line => line.Length > 0);
            if (count == 0)
            {
                throw new StartupException($"'{list}' holds no passwords.");
            }

            ulong bits = (((ulong)count * BitsForEach) + 63) / 64 * 64;
            byte[] header = new byte[HeaderLength];
            Mark.CopyTo(header, 0);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(BitsAt), bits);
            // Written beside its place and moved there when it is whole, so that a server never opens half a filter.
            string unfinished = path + ".unfinished";
            using (FileStream stream = new(unfinished, FileMode.Create, FileAccess.ReadWrite))
            {
                stream.Write(header);
                stream.SetLength(HeaderLength + (long)(bits / 8));
            }

            using (MemoryMappedFile file = MemoryMappedFile.CreateFromFile(unfinished, FileMode.Open))
            using (MemoryMappedViewAccessor view = file.CreateViewAccessor())
            {
                byte* start = null;
                view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
                byte* first = start + view.PointerOffset + HeaderLength;
                Span<byte> hash = stackalloc byte[WeakDigests.Sha1Length];
                foreach (string line in File.ReadLines(list).Where(line => line.Length > 0))
                {
                    if (HashLine().IsMatch(line))
                    {
                        Convert.FromHexString(line.AsSpan(0, 2 * WeakDigests.Sha1Length), hash, out _, out _);
                    }
                    else
                    {
                        WeakDigests.Sha1(System.Text.Encoding.UTF8.GetBytes(line), hash);
                    }

                    foreach (ulong bit in Bits(hash, bits))
                    {
                        first[bit / 8] |= (byte)(1 << (int)(bit % 8));
                    }
                }

                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }

            File.Move(unfinished, path, overwrite: true);
            return count;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The filter of breached passwords cannot be made: {problem.Message}", problem);
        }
    }

    public bool Contains(ReadOnlySpan<byte> hash)
    {
        foreach (ulong bit in Bits(hash, _bits))
        {
            if ((_start[bit / 8] & (1 << (int)(bit % 8))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    // SHA-1 is as good as random, so its own words serve as the two hashes all probes are made of.
    private static ulong[] Bits(ReadOnlySpan<byte> hash, ulong bits)
    {
        ulong place = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        ulong step = BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]) | 1;
        ulong[] places = new ulong[Probes];
        for (int probe = 0; probe < Probes; probe++)
        {
            places[probe] = place % bits;
            place += step;
        }

        return places;
    }

    [GeneratedRegex("^[0-9A-Fa-f]{40}(:[0-9]+)?$")]
    private static partial Regex HashLine();
}
