import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
