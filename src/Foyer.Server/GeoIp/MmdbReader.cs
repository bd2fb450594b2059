using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Foyer.Server.GeoIp;

/// <summary>
/// Reads the MaxMind DB format, version 2: a binary tree over the bits of an address, whose leaves point into a section of
/// typed data. Everything is bounds-checked; a broken file is an <see cref="InvalidDataException"/>, never a loop.
/// </summary>
internal sealed class MmdbReader
{
    private const int Separator = 16;
    private const int MaxDepth = 32;
    private const int MaxItems = 4096;
    private static readonly byte[] MetadataMarker = [0xab, 0xcd, 0xef, .. "MaxMind.com"u8];

    private readonly byte[] _file;
    private readonly int _nodeCount;
    private readonly int _recordBits;
    private readonly bool _isIPv6;
    private readonly int _dataStart;
    private readonly int _dataEnd;

    public MmdbReader(byte[] file)
    {
        _file = file;
        int marker = file.AsSpan().LastIndexOf(MetadataMarker);
        if (marker < 0)
        {
            throw new InvalidDataException("it is not a MaxMind DB file.");
        }

        int start = marker + MetadataMarker.Length;
        int at = start;
        if (Read(ref at, start, file.Length, 0) is not Dictionary<string, object?> metadata || Number(metadata, "binary_format_major_version") != 2)
        {
            throw new InvalidDataException("it has no metadata of version 2.");
        }

        _recordBits = (int)Number(metadata, "record_size");
        long nodes = Number(metadata, "node_count");
        _isIPv6 = Number(metadata, "ip_version") == 6;
        if (_recordBits is not (24 or 28 or 32) || nodes < 0 || (nodes * _recordBits / 4) + Separator > marker)
        {
            throw new InvalidDataException("its search tree does not fit the file.");
        }

        _nodeCount = (int)nodes;
        _dataStart = (_nodeCount * _recordBits / 4) + Separator;
        _dataEnd = marker;
    }

    /// <summary>The data of the smallest network that holds the address; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is broken there.</exception>
    public object? Find(IPAddress address)
    {
        IPAddress folded = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        byte[] bytes = folded.GetAddressBytes();
        if (folded.AddressFamily == AddressFamily.InterNetworkV6 && !_isIPv6)
        {
            return null;
        }

        // In a tree of IPv6, IPv4 stands below ninety-six zero bits.
        byte[] path = _isIPv6 && bytes.Length == 4 ? [.. new byte[12], .. bytes] : bytes;
        long node = 0;
        for (int bit = 0; bit < path.Length * 8 && node < _nodeCount; bit++)
        {
            node = Child((int)node, (path[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        if (node == _nodeCount)
        {
            return null;
        }

        long offset = node - _nodeCount - Separator;
        if (node < _nodeCount || offset < 0 || _dataStart + offset >= _dataEnd)
        {
            throw new InvalidDataException("a leaf points outside the data.");
        }

        int at = (int)(_dataStart + offset);
        return Read(ref at, _dataStart, _dataEnd, 0);
    }

    private long Child(int node, int side)
    {
        ReadOnlySpan<byte> pair = _file.AsSpan(node * _recordBits / 4, _recordBits / 4);
        return (_recordBits, side) switch
        {
            (24, 0) => (pair[0] << 16) | (pair[1] << 8) | pair[2],
            (24, _) => (pair[3] << 16) | (pair[4] << 8) | pair[5],
            (28, 0) => ((pair[3] & 0xf0) << 20) | (pair[0] << 16) | (pair[1] << 8) | pair[2],
            (28, _) => ((pair[3] & 0x0f) << 24) | (pair[4] << 16) | (pair[5] << 8) | pair[6],
            (_, 0) => BinaryPrimitives.ReadUInt32BigEndian(pair),
            _ => BinaryPrimitives.ReadUInt32BigEndian(pair[4..]),
        };
    }

    private object? Read(ref int at, int sectionStart, int end, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException("its data is nested too deep.");
        }

        byte control = Take(ref at, 1, end)[0];
        int type = control >> 5;
        if (type == 1)
        {
            int target = sectionStart + Pointer(control, ref at, end);
            // A pointer leads to data, never to another pointer: so there is no ring of them.
            return target < end && _file[target] >> 5 != 1 ? Read(ref target, sectionStart, end, depth + 1) : throw new InvalidDataException("a pointer leads nowhere.");
        }

        if (type == 0)
        {
            type = 7 + Take(ref at, 1, end)[0];
        }

        int size = Size(control & 0x1f, ref at, end);
        return type switch
        {
            2 => Encoding.UTF8.GetString(Take(ref at, size, end)),
            3 when size == 8 => BinaryPrimitives.ReadDoubleBigEndian(Take(ref at, 8, end)),
            4 => Take(ref at, size, end).ToArray(),
            5 or 6 or 9 when size <= 8 => (long)Unsigned(Take(ref at, size, end)),
            7 => Map(ref at, size, sectionStart, end, depth),
            8 when size <= 4 => (long)(int)Unsigned(Take(ref at, size, end)),
            10 when size <= 16 => Take(ref at, size, end).ToArray(),
            11 => List(ref at, size, sectionStart, end, depth),
            14 => size != 0,
            15 when size == 4 => (double)BinaryPrimitives.ReadSingleBigEndian(Take(ref at, 4, end)),
            _ => throw new InvalidDataException($"it holds data of type {type} and size {size}."),
        };
    }

    private Dictionary<string, object?> Map(ref int at, int size, int sectionStart, int end, int depth)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        for (int i = 0; i < Bounded(size); i++)
        {
            string key = Read(ref at, sectionStart, end, depth + 1) as string ?? throw new InvalidDataException("a map has a key that is no text.");
            map[key] = Read(ref at, sectionStart, end, depth + 1);
        }

        return map;
    }

    private List<object?> List(ref int at, int size, int sectionStart, int end, int depth)
    {
        List<object?> list = [];
        for (int i = 0; i < Bounded(size); i++)
        {
            list.Add(Read(ref at, sectionStart, end, depth + 1));
        }

        return list;
    }

    private static int Bounded(int size) => size <= MaxItems ? size : throw new InvalidDataException("a list in it is too long.");

    private int Size(int low, ref int at, int end) => low switch
    {
        < 29 => low,
        29 => 29 + (int)Unsigned(Take(ref at, 1, end)),
        30 => 285 + (int)Unsigned(Take(ref at, 2, end)),
        _ => 65_821 + (int)Unsigned(Take(ref at, 3, end)),
    };

    private int Pointer(byte control, ref int at, int end)
    {
        int bytes = ((control >> 3) & 3) + 1;
        long value = (long)Unsigned(Take(ref at, bytes, end));
        long high = bytes == 4 ? 0 : (long)(control & 7) << (8 * bytes);
        long pointer = high + value + (bytes switch { 2 => 2048, 3 => 526_336, _ => 0 });
        return pointer < int.MaxValue / 2 ? (int)pointer : throw new InvalidDataException("a pointer leads nowhere.");
    }

    private ReadOnlySpan<byte> Take(ref int at, int count, int end)
    {
        if (at < 0 || count > end - at)
        {
            throw new InvalidDataException("its data ends in the middle.");
        }

        ReadOnlySpan<byte> taken = _file.AsSpan(at, count);
        at += count;
        return taken;
    }

    private static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte one in bytes)
        {
            value = (value << 8) | one;
        }

        return value;
    }

    private static long Number(Dictionary<string, object?> metadata, string name) =>
        metadata.GetValueOrDefault(name) is long number ? number : throw new InvalidDataException($"its metadata lacks {name}.");
}
