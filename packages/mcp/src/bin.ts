#!/usr/bin/env node
import { main } from './bin/main.ts'

void main(process.argv.slice(2))
